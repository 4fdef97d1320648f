const leaveFullScreen = "\u001B[?1049l";
const showCursor = "\u001B[?25h";

/** Takes the screen away. Where even that fails, because drawing is what is broken, the terminal is restored by hand. */
export function restoreTerminal(unmount: () => void): void {
  try {
    unmount();
  } catch {
    process.stdout.write(leaveFullScreen + showCursor);
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    // Whoever still read keys would keep the process alive.
    process.stdin.pause();
  }
}
