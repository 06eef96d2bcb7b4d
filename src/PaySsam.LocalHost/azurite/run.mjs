// Runs Azurite on one data folder for as long as standard input is open, so that it never outlives the program that
// started it, killed or not, and always stops gracefully: Azurite saves only every 5 seconds and when it closes.
// Usage: node run.mjs <data folder> [Azurite's options]
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const [folder, ...options] = process.argv.slice(2);
const lock = path.join(folder, 'azurite.pid');
const patience = 20_000;
const heartbeat = 1_000;
const lifeless = 10_000;

// What is in memory while another Azurite still saves the same folder would be lost: wait for it to end. The lock lives
// for as long as its process beats it; a process id alone can be another's after a restart of the machine.
async function takeLock() {
  fs.mkdirSync(folder, { recursive: true });
  let said = false;
  for (const deadline = Date.now() + patience; ; await delay(100)) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      await delay(50);
      if (read(lock) === String(process.pid)) return;
    } catch (fault) {
      if (fault.code !== 'EEXIST') throw fault;
    }
    const holder = read(lock);
    if (isStale(holder)) fs.rmSync(lock, { force: true });
    else if (Date.now() > deadline) throw new Error(`process ${holder} is using ${folder}`);
    else if (!said) {
      said = true;
      console.log(`Waiting for process ${holder}, which is using ${folder}…`);
    }
  }
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}

function isStale(holder) {
  const beaten = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return beaten !== undefined && (Date.now() - beaten > lifeless || (holder !== '' && !isRunning(Number(holder))));
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault.code === 'EPERM';
  }
}

try {
  await takeLock();
  setInterval(() => fs.utimes(lock, new Date(), new Date(), () => {}), heartbeat).unref();
  process.on('exit', () => fs.rmSync(lock, { force: true }));
} catch (fault) {
  console.error(fault.message);
  process.exit(1);
}

// Ctrl+C, and the closing of a terminal, reach every program in it at once: Azurite must outlast the program that is
// still writing to it.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('newListener', (event, listener) => {
  if (event === 'SIGINT') queueMicrotask(() => process.removeListener('SIGINT', listener));
});

// Azurite says goodbye while it saves; that nobody is left to listen must not stop it.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// Azurite ends once its connections have. .NET looks at an idle one only every 15 seconds, so both ends close here.
subscribe('net.server.socket', ({ socket }) => socket.on('finish', () => socket.destroy()));

// Azurite closes on the message "shutdown", for which it listens once it has started.
process.stdin.on('end', async () => {
  while (process.listenerCount('message') === 0) await delay(50);
  process.emit('message', 'shutdown');
});
process.stdin.resume().unref?.();

process.argv.splice(2, Infinity, '--location', folder, '--disableTelemetry', ...options);
createRequire(import.meta.url)('azurite/dist/src/azurite.js');
