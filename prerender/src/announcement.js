// From its first day to its last, by the visitor's calendar, however old the page is. Swedish dates are ISO 8601.
const note = document.querySelector(".announcement");
const today = new Date().toLocaleDateString("sv");
note.hidden = today < note.dataset.firstDay || today > note.dataset.lastDay;
