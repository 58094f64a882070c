// One process of a simulation: takes a bundle and a task, answers with the report.
process.once('message', async (/** @type {{ bundle: string, task: object }} */ { bundle, task }) => {
  const { simulate } = await import(bundle);
  const report = await simulate(task);
  process.send?.(report, () => process.disconnect());
});
