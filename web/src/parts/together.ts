// Answers that are asked for at one moment are shown at one moment: each showing costs the map whole frames.

/** How long an answer waits for those asked for with it, in milliseconds. */
const PATIENCE = 200;

export class Together {
  private open = 0;
  private kept: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows an answer with the others that are under way, at the latest a moment after it came; one that failed or was called off is not shown. */
  async show<T>(answer: Promise<T>, signal: AbortSignal, how: (made: T) => void): Promise<void> {
    this.open += 1;
    try {
      const made = await answer;
      this.kept.push(() => !signal.aborted && how(made));
    } catch {
      // Nothing to show.
    } finally {
      this.open -= 1;
      if (this.open === 0) this.all();
      else if (this.kept.length && !this.timer) this.timer = setTimeout(() => this.all(), PATIENCE);
    }
  }

  private all(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const one of this.kept.splice(0)) one();
  }
}
