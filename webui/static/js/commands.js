// Sends what a person touches to the session.

// A trembling finger touches twice; the second touch must not hit the button that the first one brought up.
const SETTLE_MS = 400;

export class Commands {
  constructor(token, onFailure) {
    this.token = token;
    this.onFailure = onFailure;
    this.last = { name: "", at: -Infinity };
  }

  attach(root) {
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-command]");
      if (button) this.send(button.dataset.command);
    });
  }

  // Stop counts at once, whatever was touched before; only not as the second half of a double touch on Start.
  isEcho(name, now) {
    if (now - this.last.at > SETTLE_MS) return false;
    return name !== "stop" || this.last.name === "start";
  }

  async send(name) {
    const now = performance.now();
    if (this.isEcho(name, now)) return;
    this.last = { name, at: now };
    try {
      const answer = await fetch("/session/command", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Matside-Token": this.token },
        body: JSON.stringify({ command: name }),
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    } catch (error) {
      console.warn(error);
      this.last = { name: "", at: -Infinity };
      this.onFailure();
    }
  }
}
