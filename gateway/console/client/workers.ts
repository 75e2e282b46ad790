/**
 * Where monaco finds its workers: files beside the page, so that nothing is fetched from elsewhere and the
 * content security policy needs no `blob:` scripts. Imported before the editor.
 */
const files: Readonly<Record<string, string>> = { json: 'json', graphql: 'graphql' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) => new Worker(`/console/workers/${files[label] ?? 'editor'}.js`),
  },
});
