// Before anything is painted: lets the layout of what stands below the window wait (style/first-paint.css), unless a
// place in the page is to be found, that of a section or where the reader was before. start.js takes it back.
const visit = performance.getEntriesByType("navigation")[0];
if (!location.hash && visit && visit.type == "navigate") document.documentElement.setAttribute("data-begin", "");
