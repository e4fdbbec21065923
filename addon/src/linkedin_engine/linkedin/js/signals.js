() => {
  const visible = (e) =>
    e.getClientRects().length > 0 &&
    e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const shown = (selector) => [...document.querySelectorAll(selector)].some(visible);
  const pathOf = (url) => {
    try {
      const parsed = new URL(url, location.href);
      return parsed.host === location.host ? parsed.pathname : null;
    } catch {
      return null;
    }
  };
  const bars = "nav a[href], header a[href], [role=navigation] a[href], #global-nav a[href]";
  const bar = [...document.querySelectorAll(bars)].filter(visible);
  const targets = [...document.querySelectorAll("a[href], form[action]")]
    .map((e) => pathOf(e.getAttribute("href") ?? e.getAttribute("action")))
    .filter(Boolean);
  const fields = document.querySelectorAll('input:not([type="hidden"])');
  // LinkedIn's ordinary pages carry hidden frames against bots; those ask nobody.
  const captchas = [
    ...document.querySelectorAll(
      'iframe[src*="arkoselabs"], iframe[src*="captcha"], #captcha-internal',
    ),
  ];
  const body = document.body;
  const text = body ? body.innerText : "";
  return {
    path: location.pathname,
    query_keys: [...new URLSearchParams(location.search).keys()],
    title: document.title,
    language: document.documentElement.lang,
    complete: document.readyState === "complete",
    has_main_bar: shown('#global-nav, [data-testid="primary-nav"]'),
    bar_paths: [...new Set(bar.map((e) => pathOf(e.href)).filter(Boolean))].slice(0, 40),
    target_paths: [...new Set(targets)].slice(0, 80),
    fields: [
      ...new Set([...fields].flatMap((e) => [e.name, e.id, e.autocomplete]).filter(Boolean)),
    ],
    has_captcha: captchas.length > 0,
    shows_captcha: captchas.some(
      (e) => visible(e) && e.getBoundingClientRect().height > 40,
    ),
    has_account_picker: shown("#rememberme-div"),
    has_main: document.querySelector("main, [role=main]") !== null,
    text_length: text.trim().length,
    text: text.slice(0, 4000),
  };
};
