/* Where conversations appear: bubbles over a page, a frame, or a page of their own. */
import { Bubble } from "./messaging_bubble.js";
import { Conversation } from "./messaging_conversation.js";
import { composeOptions, conversationOf, settings } from "./messaging_wire.js";
import { openDialog, showObstacle } from "./messaging_dialogs.js";
import { element, pause, STYLE } from "./messaging_dom.js";

const bubbles = new Map();
let nextDraft = 0;
let outletReady = null;

/** Open the conversation that a control on the page asks for. */
export async function open({ query, opens, dialog, fromCard }) {
  if (opens) {
    query.set("recipient", opens);
    query.set("profileUrn", `urn:li:fsd_profile:${opens}`);
    query.delete("propUrn");
  }
  if (dialog) return openDialog(query, fromCard);
  if (window.twin.surface === "page") {
    query.delete("interop");
    return location.assign(`/messaging/compose/?${query}`);
  }
  return openBubble(query, { fromCard });
}

async function openBubble(query, { fromCard = false, restored = null } = {}) {
  const conversation = await conversationOf(query, "bubble");
  const { memberId } = conversation;
  if (!restored && memberId) await composeOptions(memberId);
  const key = memberId || `draft ${(nextDraft += 1)}`;
  const known = bubbles.get(key);
  if (known) return (await known)?.focus(conversation.prefill);
  const opening = create(conversation, { fromCard, restored, key });
  bubbles.set(key, opening);
  return opening;
}

async function create(conversation, { fromCard, restored, key }) {
  const { latencyMs } = await settings();
  const outlet = await (outletReady ??= outletOf(window.twin.surface));
  await pause(latencyMs);
  if (!restored && (await showObstacle(conversation, outlet.host))) {
    bubbles.delete(key);
    return null;
  }
  const onClosed = () => {
    bubbles.delete(key);
    outlet.changed();
  };
  const bubble = new Bubble({ conversation, outlet, fromCard, restored, onClosed });
  outlet.changed();
  bubble.reveal();
  return bubble;
}

async function outletOf(surface) {
  const root = surface === "iframe" ? await frameBody() : besidePage();
  root.append(element(`<style>${STYLE}</style>`));
  const container = element('<aside id="msg-overlay" class="msg-overlay-container"></aside>');
  container.append(element((await settings()).list));
  root.append(container);
  const changed = () => {
    const frame = root.ownerDocument.defaultView.frameElement;
    if (frame) frame.style.pointerEvents = bubbles.size ? "auto" : "none";
  };
  return { host: root, container, changed };
}

/* The older pages are of the same build as the bubbles, and need no shadow. */
function besidePage() {
  const host = document.getElementById("interop-outlet");
  return host ? (host.shadowRoot ?? host.attachShadow({ mode: "open" })) : document.body;
}

async function frameBody() {
  const frame = element('<iframe data-testid="interop-iframe" src="/preload/?_bprMode=vanilla"></iframe>');
  // The real frame lies over the whole page, and so takes its clicks.
  frame.style.cssText =
    "position:fixed;inset:0;width:100%;height:100%;border:0;z-index:90;pointer-events:none";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await loaded;
  return frame.contentDocument.body;
}

async function openThread(place) {
  document.head.append(element(`<style>${STYLE}</style>`));
  const { latencyMs } = await settings();
  const { twinHidden, twinPage } = place.dataset;
  if (twinHidden) {
    const other = await mountThread(place, new URLSearchParams({ recipient: twinHidden }));
    other.root.style.display = "none";
  }
  await pause(latencyMs);
  const query = new URLSearchParams(twinPage);
  const current = await mountThread(place, query);
  const { begun, memberId, url } = current.data;
  if (begun) follow(url);
  if (memberId) await composeOptions(memberId);
  await showObstacle(current.data, document.body);
}

function follow(url) {
  if (location.pathname !== url) history.replaceState(null, "", url);
}

async function mountThread(place, query) {
  const data = await conversationOf(query, "thread");
  const root = element(data.html);
  const fromCard = query.has("propUrn");
  const conversation = new Conversation({
    root,
    data,
    host: document.body,
    fromCard,
    onBegun: () => follow(data.url),
  });
  place.append(root);
  conversation.reveal();
  return conversation;
}

/** Bring back what was open, and what the address asks for. */
export async function start() {
  const place = document.querySelector("[data-twin-page]");
  if (place) return openThread(place);
  const { restored } = await settings();
  for (const one of restored) {
    const query = new URLSearchParams({
      recipient: one.memberId,
      profileUrn: `urn:li:fsd_profile:${one.memberId}`,
    });
    await openBubble(query, { restored: one });
  }
  const asked = document.querySelector("[data-twin-open]")?.dataset.twinOpen;
  if (!asked) return null;
  const query = new URLSearchParams(asked);
  return openBubble(query, { fromCard: query.has("propUrn") });
}
