// Mouse, fingers and wheel on a picture of a page, in the page's own pixels.
const BUTTONS = ["left", "middle", "right"];
const DOUBLE = 500;
const NEAR = 5;
const LINE = 40;
const LARGEST = 10000;

/** Alt 1, Control 2, Meta 4, Shift 8, as Chromium counts them. */
export function modifiers(event) {
  return event.altKey * 1 + event.ctrlKey * 2 + event.metaKey * 4 + event.shiftKey * 8;
}

/** Send what pointers do on the canvas; `onPress` hears where they went down or up. */
export function pointerFrom(canvas, send, onPress) {
  const fingers = new Map();
  const last = { at: 0, x: 0, y: 0, clicks: 0 };
  const calm = perFrame(send);

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * canvas.width) / box.width,
      y: ((event.clientY - box.top) * canvas.height) / box.height,
    };
  };
  const inside = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const clicks = (event) => {
    const again = event.timeStamp - last.at < DOUBLE
      && Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR;
    Object.assign(last, { at: event.timeStamp, x: event.clientX, y: event.clientY });
    last.clicks = again ? Math.min(3, last.clicks + 1) : 1;
    return last.clicks;
  };
  const mouse = (kind, event, count) => ({
    type: "mouse",
    kind,
    ...place(event),
    button: BUTTONS[event.button] ?? "none",
    buttons: event.buttons & 7,
    clicks: count,
    modifiers: modifiers(event),
  });
  const touch = (kind) => ({
    type: "touch",
    kind,
    points: [...fingers].map(([id, at]) => ({ id: id % LARGEST, ...at })),
  });

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    calm.flush();
    if (event.pointerType === "touch") {
      fingers.set(event.pointerId, place(event));
      send(touch("start"));
    } else {
      onPress(...inside(event));
      send(mouse("down", event, clicks(event)));
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") return calm.send("move", mouse("move", event, 0));
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, place(event));
    calm.send("move", touch("move"));
  });
  const up = (kind) => (event) => {
    calm.flush();
    if (event.pointerType !== "touch") return send(mouse("up", event, last.clicks));
    if (!fingers.delete(event.pointerId)) return;
    // A telephone shows its keyboard only in answer to a finger.
    if (kind === "end" && event.isPrimary) onPress(...inside(event));
    send(touch(fingers.size ? "move" : kind));
  };
  canvas.addEventListener("pointerup", up("end"));
  canvas.addEventListener("pointercancel", up("cancel"));
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = [1, LINE, canvas.height][event.deltaMode];
    calm.send("wheel", {
      type: "wheel",
      ...place(event),
      dx: event.deltaX * unit,
      dy: event.deltaY * unit,
      modifiers: modifiers(event),
    });
  }, { passive: false });
}

/** Of each name one act a frame: the newest, wheels added up. */
function perFrame(send) {
  const waiting = new Map();
  let frame = 0;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    for (const act of waiting.values()) send(act);
    waiting.clear();
  };
  return {
    flush,
    send: (name, act) => {
      const before = waiting.get(name);
      const isWheel = before && act.type === "wheel";
      waiting.set(name, isWheel ? { ...act, dx: before.dx + act.dx, dy: before.dy + act.dy } : act);
      frame ||= requestAnimationFrame(flush);
    },
  };
}
