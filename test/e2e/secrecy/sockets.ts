import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who listens, as the kernel of Linux tells it. */

interface Listener {
  /** As `/proc/net/tcp` writes it: the bytes of the address in hexadecimal, word by word turned round. */
  address: string;
  port: number;
  inode: string;
}

const LISTENS = '0A';

function listeners(): Listener[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTENS)
      .map((fields) => {
        const [address = '', port = ''] = (fields[1] ?? '').split(':');
        return { address, port: Number.parseInt(port, 16), inode: fields[9] ?? '' };
      }),
  );
}

/** 127.x.x.x, ::1, and the first of them as IPv6 writes it. */
export function isLoopback(address: string): boolean {
  return /^([\dA-F]{6}7F|0{24}01000000|0{16}(0000FFFF|FFFF0000)[\dA-F]{6}7F)$/.test(address);
}

/** Sockets that a process holds. */
function socketsOf(pid: string): Set<string> {
  try {
    const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return []; // closed meanwhile
      }
    });
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return new Set(); // of somebody else, or ended
  }
}

/** What a process listens at: address and port of each socket. */
export function listeningAt(pid: number): Listener[] {
  const own = socketsOf(String(pid));
  return listeners().filter(({ inode }) => own.has(inode));
}

/** The processes that listen at these ports of this machine. */
export function whoListensAt(ports: readonly number[]): number[] {
  const inodes = listeners()
    .filter(({ port }) => ports.includes(port))
    .map(({ inode }) => inode);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => inodes.some((inode) => socketsOf(pid).has(inode))).map(Number);
}
