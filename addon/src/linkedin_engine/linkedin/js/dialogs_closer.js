() => {
  const dialog = blocking.at(-1);
  return dialog ? closer(dialog) : null;
}
