// The walking programme: how much today, and one touch to say that it is done.

import { byId, make, setBar, setText } from "../dom.js";
import { Sheet } from "./sheet.js";

const MINUTES = [5, 10, 15, 20, 30, 45];

export class WalkSheet extends Sheet {
  constructor(tools) {
    super("walk", tools);
    byId("walk-minutes").replaceChildren(...MINUTES.map((minutes) => this.button(minutes)));
  }

  button(minutes) {
    const button = make("button", "button", this.words.say("walk.minutes", { count: minutes }));
    button.type = "button";
    button.addEventListener("click", async () => {
      const done = await this.wish(() => this.server.post("/household/walk", { minutes }));
      if (done) this.toast.say(this.words.say("walk.logged"));
    });
    return button;
  }

  show({ today }) {
    const goal = today.walk_min > 0
      ? this.words.say("walk.goal", { count: today.walk_min }) : this.words.say("walk.no_goal");
    setText(byId("walk-goal"), goal);
    setBar(byId("walk-bar"), today.walk_min > 0 ? today.walked_min / today.walk_min : null);
    setText(byId("walk-so-far"), this.words.say("walk.so_far", { count: today.walked_min }));
  }
}
