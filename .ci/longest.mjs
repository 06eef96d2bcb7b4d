// Prints the ten test classes that took longest, by the times in an xunit XML report. Usage: node longest.mjs <report>
import { readFileSync } from 'node:fs';

const classes = new Map();
for (const [, attributes] of readFileSync(process.argv[2], 'utf8').matchAll(/<test\s([^>]*)>/g)) {
  const value = name => attributes.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
  const one = classes.get(value('type')) ?? { seconds: 0, tests: 0 };
  classes.set(value('type'), { seconds: one.seconds + Number(value('time') ?? 0), tests: one.tests + 1 });
}

console.log('The ten classes that took longest:');
for (const [name, { seconds, tests }] of [...classes].sort(([, one], [, other]) => other.seconds - one.seconds).slice(0, 10))
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${name} (${tests})`);
