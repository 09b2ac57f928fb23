/* What tests measure on a page, in the page: each answers with the places where something is wrong. */
(() => {
  const INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const OUT_OF_REACH = "[tabindex='-1'], [aria-hidden=true]";
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const aside = (one) => Boolean(one.closest(".vh, .skip"));
  const name = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const controls = () => [...document.querySelectorAll(INTERACTIVE)].filter((one) => shown(one) && !one.disabled && !one.matches(OUT_OF_REACH));

  /* A target is the control with its label. Links within a sentence may be as small as its letters (WCAG 2.5.8). */
  const target = (one) => {
    const rects = [one, ...(one.labels || [])].filter(shown).map((part) => part.getBoundingClientRect());
    const pseudo = getComputedStyle(one, "::after");
    if (pseudo.position === "absolute" && pseudo.content !== "none") rects.push(one.offsetParent.getBoundingClientRect());
    return [Math.max(...rects.map((rect) => rect.width)), Math.max(...rects.map((rect) => rect.height))];
  };
  const inSentence = (one) => {
    if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
    const block = one.closest("p, li, dd, dt, td, th, figcaption, h1, h2, h3, h4, span, div");
    return block !== null && block.textContent.trim().length > one.textContent.trim().length;
  };

  window.measures = {
    sideways: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    cut: () => {
      const found = new Set();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!node.data.trim() || !shown(node.parentElement) || aside(node.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (let one = node.parentElement; one !== document.body; one = one.parentElement) {
          const style = getComputedStyle(one);
          if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
          if (style.clipPath !== "none") break; /* hidden on purpose, for screen readers alone */
          const box = one.getBoundingClientRect();
          const out = [...range.getClientRects()].some((rect) => rect.right > box.right + 1 || rect.left < box.left - 1 || rect.bottom > box.bottom + 1 || rect.top < box.top - 1);
          if (out) found.add(`${node.data.trim().slice(0, 40)} in ${name(one)}`);
        }
      }
      return [...found];
    },
    small: (least) => controls().filter((one) => !aside(one) && !inSentence(one)).map((one) => [one, ...target(one)])
      .filter(([, width, height]) => width < least || height < least)
      .map(([one, width, height]) => `${width.toFixed(1)} x ${height.toFixed(1)}: ${name(one)}`),
    unfocused: () => controls().filter((one) => {
      one.focus();
      if (document.activeElement !== one) return true;
      const marks = [one, one.nextElementSibling, one.parentElement].filter(Boolean).map((each) => getComputedStyle(each));
      return !marks.some((style) => parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none");
    }).map(name),
    space: (on) => {
      const sheet = new CSSStyleSheet();
      if (on) sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
      document.adoptedStyleSheets = [sheet];
    },
    enlarge: (size) => { document.documentElement.style.fontSize = size; },
  };
})();
