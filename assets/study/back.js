// @ts-check
/// <reference path="../types.d.ts" />
/** The way back to the study that a scene came from, as long as the address says so. */
(() => {
  function back() {
    const [, id] = /^#study=(\d+)$/.exec(location.hash) ?? [];
    document.querySelector(".back-to-study")?.remove();
    if (!id) return;
    const link = window.cutlab.h("a", { class: "back-to-study", href: `/study/${id}` }, "← Back to the study");
    document.querySelector(".header .brand")?.after(link);
  }

  addEventListener("hashchange", back);
  window.cutlab = Object.assign(window.cutlab ?? {}, { back });
})();
