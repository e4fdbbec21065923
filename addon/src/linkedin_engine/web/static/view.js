// The view library in one place, and the hooks that every page uses.
import { Fragment, h, render } from "./vendor/preact.js";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "./vendor/hooks.js";
import htm from "./vendor/htm.js";

export const html = htm.bind(h);
export { Fragment, render, useCallback, useEffect, useRef, useState };

/** A value that components can follow. */
export class Store {
  #followers = new Set();

  constructor(value) {
    this.value = value;
  }

  set(changes) {
    this.value = { ...this.value, ...changes };
    for (const follower of [...this.#followers]) follower(this.value);
  }

  follow(follower) {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

export function useStore(store) {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(store.value);
    return store.follow(setValue);
  }, [store]);
  return value;
}

/** What an asynchronous function loads: `{ data, error, isLoading, reload, setData }`. */
export function useLoaded(load, dependencies) {
  const [result, setResult] = useState({ data: null, error: null, isLoading: true });
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const own = ++turn.current;
    setResult((before) => ({ ...before, isLoading: true }));
    try {
      const data = await load();
      if (own === turn.current) setResult({ data, error: null, isLoading: false });
    } catch (error) {
      if (own === turn.current) {
        setResult((before) => ({ ...before, error, isLoading: false }));
      }
    }
  }, dependencies);
  useEffect(() => {
    reload();
    return () => {
      turn.current++;
    };
  }, [reload]);
  const setData = useCallback(
    (change) => setResult((before) => ({ ...before, data: change(before.data) })),
    [],
  );
  return { ...result, reload, setData };
}

/** The value as it was when it last stayed the same for some milliseconds. */
export function useSettled(value, milliseconds = 300) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** A reference to what takes the focus as soon as it is there. */
export function useFocused() {
  const place = useRef(null);
  useLayoutEffect(() => place.current.focus(), []);
  return place;
}
