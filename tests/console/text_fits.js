// What of a page's text cannot be read: drawn over another text, or cut where a table has words of the console's own.
(long) => {
  const main = document.querySelector("main");
  const others = "bdi, .rows [role=cell] code, .rows [role=cell] .link"; // words that the console does not choose
  for (const each of main.querySelectorAll(others)) {
    const text = each.firstChild;
    if (long && text?.nodeType === Node.TEXT_NODE && each.closest(".rows")) text.data = long;
  }
  for (const each of main.querySelectorAll(".rows time")) each.firstChild.data = "59 min ago"; // none is longer

  /** The part of a box that its ancestors let through. */
  const seen = (box, element) => {
    let { left, top, right, bottom } = box;
    for (let each = element; each && each !== main; each = each.parentElement) {
      if (getComputedStyle(each).overflowX === "visible" || getComputedStyle(each).display === "inline") continue;
      const edge = each.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, top, right, bottom };
  };
  const boxes = [];
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility()) continue;
    if (element.closest(".off-screen, svg, option, textarea")) continue;
    const range = document.createRange();
    range.selectNode(text);
    for (const line of range.getClientRects()) {
      const box = seen(line, element);
      if (box.right - box.left > 2 && box.bottom - box.top > 2) boxes.push({ text, ...box });
    }
  }
  const faults = [];
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (one.text === other.text || wide <= 1 || high <= 5) continue; // lines may touch
      faults.push(`${one.text.data.slice(0, 60)} | is drawn over | ${other.text.data.slice(0, 60)}`);
    }
  });
  for (const cell of main.querySelectorAll(".rows [role=cell], .rows [role=columnheader]")) {
    const isTheirs = cell.querySelector(others) || !cell.checkVisibility();
    if (!isTheirs && cell.scrollWidth > cell.clientWidth) faults.push(`${cell.className} is cut | ${cell.textContent}`);
    const over = cell.getBoundingClientRect().right - cell.parentElement.getBoundingClientRect().right;
    if (over > 0) faults.push(`${cell.className} runs out of its row by ${over} | ${cell.textContent}`);
  }
  return [...new Set(faults)];
}
