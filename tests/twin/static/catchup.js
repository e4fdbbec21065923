/* The list of cards: further pages, a window over long lists, and what a click changes. */
const NEAR_END = 300;
const list = document.querySelector("[data-twin-list]");
const scroller = document.querySelector("main");

/* A card with what follows it up to the next card: the unit that comes and goes. */
class Groups {
  constructor(keep) {
    this.keep = keep;
    this.groups = [];
    this.start = 0;
    this.lastTop = 0;
    this.above = this.spacer();
    this.below = this.spacer();
    list.prepend(this.above);
    list.append(this.below);
  }

  spacer() {
    const spacer = document.createElement(list.matches("ul") ? "li" : "div");
    spacer.style.cssText = "height:0;flex:none;padding:0;border:0;list-style:none";
    spacer.setAttribute("aria-hidden", "true");
    return spacer;
  }

  get end() {
    return this.groups.findLastIndex((group) => group.nodes) + 1;
  }

  /** Take new nodes in at the end of the list. */
  add(nodes) {
    let group = null;
    for (const node of nodes) {
      if (node === this.above || node === this.below) continue;
      if (!group || node.matches("[data-twin-card]")) {
        group = { nodes: [], html: "", height: 0 };
        this.groups.push(group);
      }
      group.nodes.push(node);
      this.below.before(node);
    }
    this.show(this.start);
    this.follow();
  }

  /** Mount the groups from ``start`` on, as many as are kept. */
  show(start) {
    if (!this.keep) return;
    const end = Math.min(this.groups.length, start + this.keep);
    for (const [index, group] of this.groups.entries()) {
      if (group.nodes && (index < start || index >= end)) this.unmount(group);
    }
    this.start = start;
    let next = this.below;
    for (let index = end - 1; index >= start; index -= 1) {
      const group = this.groups[index];
      if (!group.nodes) this.mount(group, next);
      next = group.nodes[0];
    }
    this.above.style.height = `${this.heightOf(0, start)}px`;
    this.below.style.height = `${this.heightOf(end)}px`;
  }

  heightOf(start, end) {
    return this.groups.slice(start, end).reduce((sum, group) => sum + group.height, 0);
  }

  measure(group) {
    const shown = group.nodes.filter((node) => node.getClientRects().length);
    const boxes = shown.map((node) => node.getBoundingClientRect());
    return Math.max(...boxes.map((box) => box.bottom)) - boxes[0].top;
  }

  unmount(group) {
    group.height = this.measure(group);
    group.html = group.nodes.map((node) => node.outerHTML).join("");
    group.nodes.forEach((node) => node.remove());
    group.nodes = null;
  }

  mount(group, before) {
    const template = document.createElement("template");
    template.innerHTML = group.html;
    group.nodes = [...template.content.children];
    group.nodes.forEach((node) => before.before(node));
  }

  /** Tell which groups lie within the scroller's box, mounted or not. */
  visible() {
    const { top, bottom } = scroller.getBoundingClientRect();
    let y = this.above.getBoundingClientRect().top;
    let first = this.groups.length - 1;
    let last = 0;
    this.groups.forEach((group, index) => {
      const end = y + (group.nodes ? this.measure(group) : group.height);
      if (end > top) first = Math.min(first, index);
      if (y < bottom) last = index;
      y = end;
    });
    return { first, last };
  }

  /** Move the window to where the reader is. */
  follow() {
    const down = scroller.scrollTop >= this.lastTop;
    this.lastTop = scroller.scrollTop;
    if (!this.keep) return;
    const { first, last } = this.visible();
    const lowest = Math.max(0, this.groups.length - this.keep);
    const wanted = down ? Math.max(this.start, last + 2 - this.keep) : Math.min(this.start, first - 1);
    const start = Math.min(lowest, Math.max(0, wanted));
    if (start !== this.start) this.show(start);
  }

  get atEnd() {
    return !this.keep || this.end === this.groups.length;
  }
}

class Pager {
  constructor(groups) {
    const { twinNext, twinAutomatic, twinPill, twinMore } = list.dataset;
    this.groups = groups;
    this.next = twinNext ? Number(twinNext) : null;
    this.automatic = Number(twinAutomatic);
    this.pill = twinPill;
    this.label = twinMore;
    this.button = null;
    this.loading = false;
    this.offer();
    this.fill();
  }

  /** Load by itself what a tall window leaves room for. */
  fill() {
    if (scroller.scrollHeight <= scroller.clientHeight && this.automatic > 0) this.load();
  }

  /** Load by itself when the reader is near the end, as long as that is allowed. */
  follow() {
    const rest = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    if (rest > NEAR_END || this.automatic <= 0 || !this.groups.atEnd) return;
    this.load();
  }

  async load() {
    if (this.loading || this.next === null) return;
    this.loading = true;
    const body = JSON.stringify({ nurturePill: this.pill, startIndex: this.next });
    const address = "/flagship-web/rsc-action/actions/pagination";
    const answer = await fetch(address, { method: "POST", body });
    this.loading = false;
    if (!answer.ok) return;
    const { html, next } = await answer.json();
    const template = document.createElement("template");
    template.innerHTML = html;
    this.groups.add([...template.content.children]);
    this.next = next;
    this.automatic -= 1;
    this.offer();
    this.fill();
  }

  /** Offer the button once nothing comes by itself any more. */
  offer() {
    this.button?.remove();
    if (this.next === null || this.automatic > 0) return;
    this.button = document.createElement(list.matches("ul") ? "li" : "div");
    this.button.innerHTML = '<button type="button"><span><span></span></span></button>';
    this.button.querySelector("span span").textContent = this.label;
    this.button.firstChild.addEventListener("click", () => this.load());
    list.append(this.button);
  }
}

/* Another member's card stands where this one stood. */
function become(cta) {
  const other = JSON.parse(cta.dataset.twinBecomes);
  const oldId = cta.dataset.twinMember;
  delete cta.dataset.twinBecomes;
  cta.dataset.twinMember = other.memberId;
  const rename = (text) =>
    text?.replaceAll(other.oldName, other.name).replaceAll(other.oldFirst, other.first);
  cta.setAttribute("aria-label", rename(cta.getAttribute("aria-label")));
  const href = cta.getAttribute("href");
  if (href) cta.setAttribute("href", href.replaceAll(oldId, other.memberId));
  const card = cta.closest("[data-twin-card]");
  card.querySelectorAll("a[href*='/in/']").forEach((link) => link.setAttribute("href", other.profile));
  const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = rename(texts.currentNode.data);
}

function beforeClick(event) {
  const cta = event.target.closest?.("[data-twin-becomes]");
  if (cta) become(cta);
}

function showSent({ detail }) {
  if (!detail.fromCard) return;
  const ctas = [...document.querySelectorAll("[data-twin-cta]")];
  const cta = ctas.find((one) => one.dataset.twinMember === detail.memberId);
  if (!cta) return;
  const sent = document.createElement("div");
  sent.innerHTML =
    '<svg aria-hidden="true" aria-label="" id="signal-success-small" role="img"></svg><p></p>';
  sent.querySelector("p").textContent = window.twin.sentText;
  cta.replaceWith(sent);
}

// The messaging script listens on the document; the window hears of a click before.
for (const type of ["mousedown", "click"]) window.addEventListener(type, beforeClick, true);
window.addEventListener("twin:sent", showSent);

if (list) {
  const groups = new Groups(Number(list.dataset.twinKeep));
  groups.add([...list.children]);
  const pager = new Pager(groups);
  scroller.addEventListener("scroll", () => {
    groups.follow();
    pager.follow();
  });
}
