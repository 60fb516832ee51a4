// Sends what a person touches to the session.

// A trembling finger touches twice; the second touch must not hit the button that the first one brought up.
const SETTLE_MS = 400;

export class Commands {
  constructor(server, onFailure) {
    this.server = server;
    this.onFailure = onFailure;
    this.last = { name: "", at: -Infinity };
  }

  attach(root) {
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-command]");
      if (button) this.send(orderOf(button.dataset));
    });
  }

  // Pain counts at once, whatever was touched before; only not as the second half of a double touch.
  isEcho(name, now) {
    if (now - this.last.at > SETTLE_MS) return false;
    return name !== "hurts" || ["hurts", "start"].includes(this.last.name);
  }

  async send(order) {
    const now = performance.now();
    if (this.isEcho(order.command, now)) return;
    this.last = { name: order.command, at: now };
    try {
      await this.server.post("/session/command", order);
    } catch (error) {
      console.warn(error);
      this.last = { name: "", at: -Infinity };
      this.onFailure();
    }
  }
}

function orderOf({ command, subject, value, regions }) {
  const order = { command };
  if (subject !== undefined) order.subject = subject;
  if (value !== undefined) order.value = Number(value);
  if (regions !== undefined) order.regions = regions.split(" ");
  return order;
}
