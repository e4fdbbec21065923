// The engine's state as it changes: one snapshot at the start, then the event stream.
import { api } from "./api.js";
import { Store } from "./view.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

/** `connection` is `starting`, `open`, `lost` or `token` (the token is wanted). */
export const live = new Store({
  connection: "starting",
  state: null,
  progress: null,
  report: null,
  message: null,
  wishes: 0,
});

let socket = null;
let wait = FIRST_WAIT;
let timer = 0;

export async function connect() {
  timer = 0;
  try {
    live.set({ state: await api.get("state") });
    listen();
  } catch (error) {
    if (error.status === 401) live.set({ connection: "token" });
    else again();
  }
}

/** Take a fresh snapshot now, for instance after a change that tells no event. */
export async function refresh() {
  live.set({ state: await api.get("state") });
}

// A telephone drops the connection of a page that nobody looks at, and a day may pass.
document.addEventListener("visibilitychange", () => {
  const { connection } = live.value;
  if (document.hidden || connection === "token") return;
  if (connection === "open") refresh().catch(() => {});
  else if (timer) {
    clearTimeout(timer);
    connect();
  }
});

function listen() {
  const url = new URL("api/v1/events", document.baseURI);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  socket.onmessage = (message) => take(JSON.parse(message.data));
  socket.onclose = again;
}

function again() {
  socket = null;
  live.set({ connection: "lost" });
  timer = setTimeout(connect, wait);
  wait = Math.min(LONGEST_WAIT, wait * 2);
}

const TAKEN = {
  hello: () => {
    wait = FIRST_WAIT;
    return { connection: "open" };
  },
  snapshot: ({ state }) => ({ state }),
  progress: ({ progress }) => ({ progress }),
  run: ({ report, message }) => ({ report, message, progress: null }),
  wish: () => ({ wishes: live.value.wishes + 1 }),
};

function take(event) {
  const change = TAKEN[event.type]?.(event);
  if (change) live.set(change);
}
