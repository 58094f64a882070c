// The command behind `npm run crash`: prints how far it has come, and ends with 1 where a promise was broken.
import { parseArgs } from 'node:util';
import { crash } from './crashes.ts';
import { points } from './points.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    cycles: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    lanes: { type: 'string', default: '2' },
  },
});
const [cycles, seed, lanes] = [values.cycles, values.seed ?? Math.floor(Math.random() * 2 ** 32), values.lanes].map(
  Number,
);
if (![cycles, seed, lanes].every((one) => Number.isSafeInteger(one) && Number(one) >= 0) || !cycles || !lanes) {
  throw new RangeError('usage: npm run crash [-- --cycles N --seed S --lanes L], whole numbers all of them');
}
console.log(`${cycles} crashes, seed ${seed}`);
const started = Date.now();
const total = await crash({ cycles, seed: Number(seed), lanes }, ({ cycles: done, approvals, tokens }) =>
  console.log(`${done} crashes: ${approvals} approvals acknowledged, ${tokens} tokens at the service`),
);
const missed = points.filter((point) => !total.reached.has(point));
const atPoints = [...total.reached.values()].reduce((sum, times) => sum + times, 0);
console.log(
  `${total.cycles} crashes in ${Math.round((Date.now() - started) / 1000)} s, ${atPoints} at ${total.reached.size} of ${points.length} named points${missed.length > 0 ? ` (not reached: ${missed.join(', ')})` : ''}.`,
);
for (const what of total.broken) console.error(what);
console.log(total.broken.length === 0 ? 'No promise was broken.' : `${total.broken.length} promises were broken.`);
process.exitCode = total.broken.length === 0 ? 0 : 1;
