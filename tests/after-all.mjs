/** After the last test: the demo and the engines that `before-all.mjs` held stop. */
export default async function afterAll() {
  for (const each of globalThis.held) await each.close();
}
