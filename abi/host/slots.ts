/** Slots of the wire as the network thread hands them out, and what it writes into a new one. */
import { AF_INET, AF_INET6 } from '../posix/constants.js';
import { parseAddress } from '../posix/sockaddr.js';
import { addBlock, BLOCK_SIZE, HOST_FD, PEER, type Slot, type Wire } from '../posix/wire.js';

/** Peers whose words are kept. */
const PEERS = 1000;

export class Slots {
  /** The slot used last is used next: its memory is warm, and few slots ever cost memory. */
  private readonly free: number[] = [];
  private readonly peers = new Map<string, Int32Array>();

  constructor(
    private readonly wire: Wire,
    /** Sends a new block to the program. */
    private readonly announce: (block: SharedArrayBuffer) => void,
  ) {}

  take(): Slot {
    if (this.free.length === 0) {
      const block = new SharedArrayBuffer(BLOCK_SIZE);
      const first = this.wire.slots.length;
      addBlock(this.wire, block);
      for (let id = this.wire.slots.length - 1; id >= first; id--) this.free.push(id);
      this.announce(block);
    }
    const slot = this.wire.slots[this.free.pop()!]!;
    slot.words.fill(0);
    slot.words[HOST_FD] = -1;
    return slot;
  }

  give(slot: Slot): void {
    this.free.push(slot.id);
  }

  /** Writes the peer's address; text is parsed once for each host. */
  writePeer(slot: Slot, peer: { host: string; port: number }): void {
    let words = this.peers.get(peer.host);
    if (words === undefined) {
      words = addressWords(peer.host);
      if (this.peers.size >= PEERS) this.peers.clear();
      this.peers.set(peer.host, words);
    }
    slot.words.set(words, PEER);
    slot.words[PEER + 1] = peer.port;
  }
}

/** Family, port, scope and address; all 0 for a peer without an address (a Unix socket). */
function addressWords(host: string): Int32Array {
  const words = new Int32Array(7);
  const address = parseAddress(host, 0);
  if (address === undefined) return words;
  words[0] = address.family === AF_INET6 ? AF_INET6 : AF_INET;
  const view = new DataView(address.bytes.buffer);
  for (let i = 0; i < address.bytes.length; i += 4) words[3 + i / 4] = view.getInt32(i);
  return words;
}
