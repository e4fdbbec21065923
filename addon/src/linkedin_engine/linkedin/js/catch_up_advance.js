(to) => {
  const box = scroller();
  if (to === "top") {
    box.scrollTo({ top: 0, behavior: "instant" });
    return;
  }
  (cards.at(-1) ?? items.at(-1))?.scrollIntoView({ block: "end", behavior: "instant" });
  // A little further than the last card: the pager waits below it.
  box.scrollBy({ top: box.clientHeight * 0.8, behavior: "instant" });
}
