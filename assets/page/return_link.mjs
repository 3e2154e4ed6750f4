/** Link back to the study of a scene, as long as the address names one. */

import { address } from "./browser/address.mjs";
import { h } from "./browser/dom.mjs";

export function connectReturnLink() {
  const update = () => {
    const [, id] = /^#study=(\d+)$/.exec(location.hash) ?? [];
    document.querySelector(".back-to-study")?.remove();
    if (!id) return;
    const link = h("a", { class: "back-to-study", href: address(`/study/${id}`) }, "← Back to the study");
    document.querySelector(".header .brand")?.after(link);
  };
  addEventListener("hashchange", update);
  update();
}
