// What the pages' HTML is held to: html-validate's rules for valid HTML, for its own standard and for accessibility.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:standard", "html-validate:a11y"],
  rules: {
    // Either is right (HTML Standard, 13.1.1); the site writes it as everything else.
    "doctype-style": ["error", { style: "lowercase" }],
    // The compiler holds a page's own title to 70 characters. The clinic's name behind it may be cut off in a tab.
    "long-title": ["error", { maxlength: 95 }],
    // Asks for no-break spaces in words too, as in “Call 988”. Phone numbers are kept on one line by their style.
    "tel-non-breaking": "off",
  },
};
