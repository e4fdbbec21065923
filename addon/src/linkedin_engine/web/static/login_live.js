// LinkedIn in the engine's own browser, as a live picture that takes mouse, touch and keys.
import { keysFrom } from "./login_keys.js";
import { pointerFrom } from "./login_pointer.js";

const RETRY = 1000;
const GIVE_UP = 60000;
const SETTLE = 300;
const PATIENCE = 3000;
const WRITABLE = { text: "text", email: "email", password: "text", tel: "tel", numeric: "numeric" };
const isTouch = () => matchMedia("(pointer: coarse)").matches;

let mounts = 0;

/**
 * Show a login inside an element. `t` gives texts; `onEnd` is called once with
 * "logged_in" or why it ended, and the engine's own sentence if it has one.
 * Returns `{ stop, leave }`: `stop` ends the login, `leave` only this view of it.
 */
export function mountLive(element, { t, onEnd = () => {} }) {
  const parts = build(element, t, `live-${++mounts}`);
  const link = new Link(size(element), { onNews, onPicture, onState, onEnd: end });
  const keys = keysFrom(parts.keys, link.act, () => parts.stop.focus());
  pointerFrom(parts.canvas, link.act, onPress);
  const follower = follow(element, (pixels) => link.act({ type: "size", ...pixels }));
  const context = parts.canvas.getContext("2d", { alpha: false });
  let told = "";
  let canWrite = false;
  let hiding = 0;

  parts.back.onclick = () => link.act({ type: "go", to: "back" });
  parts.reload.onclick = () => link.act({ type: "go", to: "reload" });
  parts.keyboard.onclick = () => keys.focusAt(0, 0);
  parts.stop.onclick = () => link.stop();
  onState("starting");
  // A telephone's keyboard comes up when a field is touched, not before.
  (isTouch() ? parts.frame : parts.keys).focus({ preventScroll: true });
  parts.frame.scrollIntoView();

  function onNews(news) {
    if (news.status !== "showing") return;
    parts.frame.dataset.page = news.page;
    const mode = WRITABLE[news.field];
    canWrite = mode !== undefined;
    if (canWrite) keys.become(mode);
    else if (isTouch()) keys.hide();
    const field = news.field === "none" ? "" : t("live.field", { kind: t(`live.field.${news.field}`), label: news.label });
    tell([t(`live.page.${news.page}`), field].filter(Boolean).join(" "));
  }

  function onPress(x, y) {
    keys.focusAt(x, y);
    clearTimeout(hiding);
    // Only the engine knows whether there is something to write under a finger.
    if (isTouch()) hiding = setTimeout(() => canWrite || keys.hide(), PATIENCE);
  }

  function onState(state) {
    parts.frame.dataset.state = state;
    if (state !== "showing") tell(t(`live.${state}`));
  }

  function tell(text) {
    if (text !== told) parts.status.textContent = told = text;
  }

  async function onPicture(blob) {
    const picture = await createImageBitmap(blob);
    const { canvas } = parts;
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    context.drawImage(picture, 0, 0);
    picture.close();
    onState("showing");
  }

  function end(reason, message) {
    leave();
    onEnd(reason, message);
  }

  function leave() {
    clearTimeout(hiding);
    follower.disconnect();
    link.leave();
    element.replaceChildren();
  }

  return { stop: () => link.stop(), leave };
}

/** The connection: one picture at a time, and back again after a break. */
class Link {
  #socket = null;
  #handlers;
  #pixels;
  #lostAt = null;
  #timer = 0;
  #isOver = false;

  constructor(pixels, handlers) {
    this.#pixels = pixels;
    this.#handlers = handlers;
    this.#open();
  }

  act = (act) => {
    if (act.type === "size") this.#pixels = act;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(act));
  };

  stop() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.act({ type: "stop" });
    else this.#end("stopped");
  }

  leave() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #open() {
    const { width, height } = this.#pixels;
    const url = new URL(`panel/live?width=${width}&height=${height}`, document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.binaryType = "blob";
    socket.onmessage = ({ data }) => this.#take(socket, data);
    socket.onclose = () => this.#closed();
    this.#socket = socket;
  }

  async #take(socket, data) {
    if (this.#isOver) return;
    if (typeof data !== "string") {
      await this.#handlers.onPicture(data);
      if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"seen"}');
      return;
    }
    const news = JSON.parse(data);
    // The engine may not have noticed yet that the own earlier connection is gone.
    if (news.reason === "taken" && this.#lostAt !== null) return;
    this.#lostAt = null;
    if (news.status === "logged_in") this.#end("logged_in");
    else if (news.status === "ended") this.#end(news.reason, news.message);
    else this.#handlers.onNews(news);
  }

  #closed() {
    if (this.#isOver) return;
    this.#lostAt ??= Date.now();
    if (Date.now() - this.#lostAt > GIVE_UP) return this.#end("unreachable");
    this.#handlers.onState("lost");
    this.#timer = setTimeout(() => this.#open(), RETRY);
  }

  #end(reason, message = null) {
    if (this.#isOver) return;
    this.leave();
    this.#handlers.onEnd(reason, message);
  }
}

function build(element, t, id) {
  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (text, kind = "plain") => make("button", { type: "button", className: `button ${kind}`, textContent: text });
  const canvas = make("canvas", { width: 320, height: 400 });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", t("live.picture"));
  const keys = make("textarea", { className: "live-keys", rows: 1, spellcheck: false });
  for (const [name, value] of Object.entries({
    "aria-label": t("live.keys"),
    "aria-describedby": `${id}-help ${id}-status`,
    autocomplete: "off",
    autocorrect: "off",
    autocapitalize: "off",
  })) keys.setAttribute(name, value);
  const status = make("p", { className: "live-status", id: `${id}-status` });
  status.setAttribute("role", "status");
  const parts = {
    canvas,
    keys,
    status,
    back: button(t("live.back")),
    reload: button(t("live.reload")),
    keyboard: button(t("live.keyboard")),
    stop: button(t("live.stop"), "danger"),
  };
  const wanted = isTouch() ? [parts.keyboard] : [];
  parts.frame = make("div", { className: "live", tabIndex: -1 },
    status,
    make("div", { className: "live-stage" }, keys, canvas),
    make("p", { className: "advice", id: `${id}-help`, textContent: t("live.help") }),
    make("div", { className: "actions" }, parts.back, parts.reload, ...wanted, parts.stop));
  element.replaceChildren(parts.frame);
  return parts;
}

/** The pixels that fit: as wide as the element, and the panel can still be scrolled. */
function size(element) {
  const within = (value, low, high) => Math.round(Math.min(Math.max(value, low), high));
  return {
    width: within(element.clientWidth, 280, 1280),
    height: within(innerHeight * 0.72, 400, 960),
  };
}

function follow(element, tell) {
  let timer = 0;
  let width = element.clientWidth;
  const observer = new ResizeObserver(() => {
    // A telephone's keyboard changes only the height, and must not move the page.
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    clearTimeout(timer);
    timer = setTimeout(() => tell(size(element)), SETTLE);
  });
  observer.observe(element);
  return observer;
}
