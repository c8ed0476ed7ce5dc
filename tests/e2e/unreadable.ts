import type { Page } from "@playwright/test";

/** What can no longer be read: cut off, run over other text, or only reached by scrolling sideways, but for what is in a
 * table, which has a meaning by its two directions (WCAG 2.2, 1.4.10) and scrolls by itself. */
export function unreadable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} px wide in a window of ${innerWidth} px`);
    const seen = (element: Element) => element.checkVisibility() && !element.closest(".visually-hidden, .trap, .skip-link, .table *") && !element.matches(".table");
    for (const element of document.querySelectorAll<HTMLElement>("body *:not(svg *)")) {
      if (!seen(element) || element.matches("select, option, textarea, svg")) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const cutX = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      const cutY = overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
      if (cutX || cutY) found.push(`${element.tagName.toLowerCase()}.${element.className} cuts off what is in it`);
    }
    // Text inside of one block can not run over itself, or its lines would be too close everywhere.
    const lines: { block: Element; text: string; box: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent!.trim() || !seen(parent) || parent.closest(".bottom-bar, option, select, script, style")) continue;
      let block: Element = parent;
      while (getComputedStyle(block).display.startsWith("inline") && block.parentElement) block = block.parentElement;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 2 || box.height < 2) continue;
        if (box.left < -1 || box.right > innerWidth + 1) found.push(`“${node.textContent!.trim().slice(0, 30)}” leaves the window`);
        lines.push({ block, text: node.textContent!.trim().slice(0, 30), box });
      }
    }
    lines.sort((a, b) => a.box.top - b.box.top);
    lines.forEach((line, place) => {
      for (let next = place + 1; next < lines.length && lines[next].box.top < line.box.bottom; next += 1) {
        const other = lines[next];
        if (other.block === line.block || other.block.contains(line.block) || line.block.contains(other.block)) continue;
        const across = Math.min(line.box.right, other.box.right) - Math.max(line.box.left, other.box.left);
        const down = Math.min(line.box.bottom, other.box.bottom) - other.box.top;
        // Line boxes are taller than letters.
        if (across > 2 && down > 6) found.push(`“${line.text}” runs into “${other.text}”`);
      }
    });
    return [...new Set(found)];
  });
}
