// Medians and ranges, and how they are written.

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values) {
  if (values.length === 0) throw new Error("There is nothing to take a median of.");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `median (least–most)`. */
export function spread(values, digits = 0) {
  const show = (value) => value.toFixed(digits);
  return `${show(median(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}

/** The median of what each round gives as ours / limit: both were measured one after the other. */
export function ratio(ours, limit) {
  return median(ours.map((value, round) => value / limit[round]));
}

/** Whole bytes with a comma every three digits. */
export function bytes(count) {
  return Math.round(count).toLocaleString("en-US");
}

/** Rows of a Markdown table; the first column is text, the others are figures. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column ? "---:" : "---"))), ...rows.map(line)].join("\n");
}
