/** The pixels around an edge, enlarged, with the edge between its two. */

import { middleOf } from "./edges.mjs";

/** @import { Edge } from "./edges.mjs" */

const SIDE = 7; // pixels of the picture across
const CELL = 18; // of the canvas, each of them

/** @param {HTMLCanvasElement} canvas @param {HTMLCanvasElement} cells of the picture, one each pixel @param {Edge} edge */
export function drawLoupe(canvas, cells, edge) {
  const { row, col } = middleOf(edge);
  const [left, top] = [col + 0.5 - SIDE / 2, row + 0.5 - SIDE / 2];
  canvas.width = canvas.height = SIDE * CELL;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.imageSmoothingEnabled = false;
  context.setTransform(CELL, 0, 0, CELL, -left * CELL, -top * CELL);
  context.drawImage(cells, 0, 0);
  const [across, along] = edge.down ? [1, 2] : [2, 1];
  for (const [color, width] of /** @type {[string, number][]} */ ([["#fff", 5], ["#d6336c", 2.5]])) {
    context.strokeStyle = color;
    context.lineWidth = width / CELL;
    context.strokeRect(edge.col, edge.row, across, along);
    context.beginPath();
    context.moveTo(edge.col + 0.5, edge.row + 0.5);
    context.lineTo(edge.col + (edge.down ? 0.5 : 1.5), edge.row + (edge.down ? 1.5 : 0.5));
    context.stroke();
  }
}
