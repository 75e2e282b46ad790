/** After the last test: the engines that `before-all.mjs` held stop. */
export default async function afterAll() {
  for (const engines of globalThis.heldEngines) await engines.close();
}
