/**
 * Linear memory is handed out once, when a table is set up, and never given back: every buffer is found by an address
 * that stays. Between two buffers lie guard bytes, which nothing may ever change.
 */

const ALIGNMENT: usize = 64;
const GUARD_BYTES: usize = 64;
const GUARD_BYTE: u8 = 0xa5;
const WASM_PAGE: usize = 65536;
/** A page less than addresses could tell, so that ends have an address too. */
const MOST_MEMORY: usize = 0xffff0000;

/** Loops that move 16 bytes at once may write so many bytes behind what they mean to. Part of every buffer. */
const SLACK: usize = 64;
/** What a buffer takes beside its bytes, at most. */
const MOST_LOST: usize = 2 * ALIGNMENT + GUARD_BYTES + SLACK;

let start: usize = 0;
let next: usize = 0;
/** Addresses of all guards, one after the other, so that they can be checked. */
const MOST_GUARDS: i32 = 1 << 16;
let guards: usize = 0;
let guardCount: i32 = 0;
let isSealed: bool = false;

/** Lets memory end at `end` or later. Pages that nobody touches cost nothing. */
function growTo(end: usize): void {
  const missing = <i32>((end + WASM_PAGE - 1) / WASM_PAGE) - memory.size();
  if (missing <= 0) return;
  // To grow takes time, however little it is: ever larger steps, as long as there is memory for them.
  if (!isSealed && memory.grow(max(missing, memory.size() >> 2)) >= 0) return;
  if (isSealed || memory.grow(missing) < 0) unreachable();
}

function reserve(bytes: usize): usize {
  const at = (next + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1);
  // Addresses have 32 bits: what does not fit would begin anew at zero.
  if (<u64>at + <u64>bytes > <u64>MOST_MEMORY) unreachable();
  next = at + bytes;
  growTo(next);
  return at;
}

/**
 * Lets `bytes` more be allocated, and no more than that: from now on memory does not grow, which would leave the host
 * with views of nothing.
 */
export function seal(bytes: usize): void {
  growTo(<usize>min(<u64>next + <u64>bytes, <u64>MOST_MEMORY));
  isSealed = true;
}

/** Bytes that can still be allocated once memory is sealed. */
export function bytesLeft(): usize {
  const left = (<usize>memory.size() * WASM_PAGE) - next;
  return left > MOST_LOST ? left - MOST_LOST : 0;
}

/** Behind the last buffer. */
export function allocatedEnd(): usize {
  return next;
}

function putGuard(): void {
  const at = reserve(GUARD_BYTES);
  memory.fill(at, GUARD_BYTE, GUARD_BYTES);
  if (guardCount == MOST_GUARDS) return;
  store<u32>(guards + (<usize>guardCount << 2), <u32>at);
  guardCount += 1;
}

/** Forgets all buffers: the next ones start where the first one did. */
export function freeAll(): void {
  start = (__heap_base + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1);
  next = start;
  isSealed = false;
  guardCount = 0;
  guards = reserve(<usize>MOST_GUARDS << 2);
  putGuard();
}

/** A buffer of at least `bytes`, SLACK not counted, between two guards. Its content is undefined. Traps when there is no more. */
export function allocate(bytes: usize): usize {
  const at = reserve(bytes + SLACK);
  putGuard();
  return at;
}

/** A buffer as {@link allocate}, all zero. */
export function allocateZeroed(bytes: usize): usize {
  const at = allocate(bytes);
  memory.fill(at, 0, bytes + SLACK);
  return at;
}

/** Address of the first guard that was written over, or 0. */
export function firstBrokenGuard(): u32 {
  const whole = i8x16.splat(<i8>GUARD_BYTE);
  for (let guard = 0; guard < guardCount; guard++) {
    const at = <usize>load<u32>(guards + (<usize>guard << 2));
    for (let byte: usize = 0; byte < GUARD_BYTES; byte += 16) {
      if (v128.any_true(v128.xor(v128.load(at + byte), whole))) return <u32>at;
    }
  }
  return 0;
}

/** Bytes handed out, guards included. */
export function allocatedBytes(): u32 {
  return <u32>(next - start);
}
