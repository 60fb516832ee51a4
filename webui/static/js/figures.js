// What an exercise looks like: its still, or the figure of its resting position where none has been filmed.

import { drawing, make } from "./dom.js";

const FACING = ["standing", "sitting"];
const DRAWN = [...FACING, "all_fours", "supine", "prone", "side_lying", "plank", "kneeling"];

// The symbol of a resting position, seen the way that the camera should.
export function figureOf(card) {
  const stance = card?.stances?.find((name) => DRAWN.includes(name)) ?? "standing";
  const front = FACING.includes(stance) && card?.views?.[0] === "front";
  return `figure-${stance}${front ? "_front" : ""}`;
}

export function thumbnail(card) {
  if (!card?.still) return drawing(figureOf(card));
  const still = make("img", "");
  still.src = card.still;
  still.alt = "";
  return still;
}
