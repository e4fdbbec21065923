// Reads a page's elements with their attributes, in document order, through open
// shadow roots and frames of the same site; of its texts only the set of words.
({ maxNodes, maxWords, maxValue }) => {
  const SKIPPED = new Set(["script", "style", "noscript", "link", "meta", "base"]);
  const SPOKEN = ["alt", "aria-label", "title", "placeholder", "value", "content"];
  const nodes = [];
  const words = new Set();
  let cut = false;

  const listen = (text) => {
    for (const word of (text || "").match(/[\p{L}\p{M}]{3,}/gu) || []) {
      if (words.size >= maxWords) return;
      words.add(word.toLowerCase());
    }
  };

  const frameOf = (element) => {
    try {
      return element.contentDocument && element.contentDocument.documentElement;
    } catch {
      return null;
    }
  };

  const below = (parent, depth) => {
    for (const child of parent.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) visit(child, depth);
    }
  };

  const visit = (element, depth) => {
    if (nodes.length >= maxNodes) {
      cut = true;
      return;
    }
    const tag = element.localName;
    if (SKIPPED.has(tag)) return;
    const attributes = [];
    for (const { name, value } of element.attributes) {
      attributes.push([name, value.slice(0, maxValue)]);
      if (SPOKEN.includes(name)) listen(value);
      const slug = name === "href" && value.match(/\/in\/([^/?#]+)/);
      if (slug) listen(slug[1]);
    }
    let hasText = false;
    for (const child of element.childNodes) {
      if (child.nodeType !== Node.TEXT_NODE || !child.data.trim()) continue;
      hasText = true;
      listen(child.data);
    }
    if (element.value && typeof element.value === "string") listen(element.value);
    nodes.push([depth, tag, attributes, hasText]);
    if (element.shadowRoot) {
      nodes.push([depth + 1, "#shadow", [], false]);
      below(element.shadowRoot, depth + 2);
    }
    const frame = frameOf(element);
    if (frame) visit(frame, depth + 1);
    below(element, depth + 1);
  };

  listen(document.title);
  if (document.documentElement) visit(document.documentElement, 0);
  return { address: location.href, nodes, words: [...words], cut };
}
