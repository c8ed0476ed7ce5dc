/**
 * Takes all the memory that the app could get, and keeps taking what it gives back, so that it fails in its own code as
 * soon as it needs some. Runs in the page; `script` is the address of the app's script, which the page has loaded
 * already.
 */
export async function takeAllMemory(script: string) {
  const exports = await (await import(script)).default();
  const take = (most: number) => {
    for (let size = most; size >= 8; size /= 2) {
      for (let full = false; !full; ) {
        try {
          full = exports.__wbindgen_malloc(size, 1) === 0;
        } catch {
          full = true;
        }
      }
    }
  };
  take(2 ** 30);
  for (const type of ["focusin", "keydown", "pointerdown", "click", "input", "change"]) {
    addEventListener(type, () => take(2 ** 16), { capture: true });
  }
}
