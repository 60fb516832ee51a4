// The appliance's views as they come; finds out by itself when the appliance is gone and when it is back.

// The server is never silent for longer than half a second.
const SILENCE_MS = 2500;
const RETRY_MS = 700;

export class LiveStream {
  // onView(view), onLost(), onOtherPage(): another process answers now, or another page comes first; the one that
  // it has instead of this one must be loaded.
  constructor(boot, { onView, onLost, onOtherPage }) {
    this.boot = boot;
    this.handlers = { onView, onLost, onOtherPage };
    this.source = null;
    this.timer = 0;
  }

  connect() {
    const source = new EventSource("/live/events");
    this.source = source;
    this.expectWithin(SILENCE_MS);
    source.addEventListener("hello", (event) => {
      if (JSON.parse(event.data).boot !== this.boot) this.handlers.onOtherPage();
    });
    source.addEventListener("elsewhere", () => this.handlers.onOtherPage());
    source.addEventListener("view", (event) => {
      this.expectWithin(SILENCE_MS);
      this.handlers.onView(JSON.parse(event.data));
    });
    source.addEventListener("beat", () => this.expectWithin(SILENCE_MS));
    source.addEventListener("error", () => this.lost());
  }

  expectWithin(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lost(), ms);
  }

  // EventSource gives up for good on a 503, so connecting again is done here in every case.
  lost() {
    this.source.close();
    clearTimeout(this.timer);
    this.handlers.onLost();
    this.timer = setTimeout(() => this.connect(), RETRY_MS);
  }
}
