/** The line of facts under the pictures, and the service's warnings. */

import { writeAll } from "./notices.mjs";

/** @import { FrameHeader } from "../live/codec.mjs" */

/** @param {FrameHeader} header */
export function showFacts({ facts, warnings }) {
  const { milliseconds, adjusted_rand: rand, n_nodes, n_edges, n_components, ncut } = facts;
  const stages = Object.entries(milliseconds);
  const total = stages.reduce((sum, [, ms]) => sum + ms, 0);
  const texts = {
    n_nodes: n_nodes.toLocaleString("en"),
    n_edges: n_edges.toLocaleString("en"),
    n_components: n_components.toLocaleString("en"),
    ncut: ncut.toFixed(4),
    adjusted_rand: rand === null ? "–" : rand.toFixed(3),
    total: `${total.toFixed(1)} ms`,
    stages: stages.map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`).join(" · "),
  };
  for (const [name, text] of Object.entries(texts)) writeAll(`[data-fact="${name}"]`, text);
  writeAll('[data-notice="warnings"]', warnings.join(" "));
}
