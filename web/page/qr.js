// SPDX-License-Identifier: GPL-3.0-or-later
// A QR code (ISO/IEC 18004) of up to 230 bytes: byte mode, error correction L, versions 1 to 9.

// By version: all codewords, those of error correction in a block, blocks, places of the patterns.
const versions = [[26, 7, 1, []], [44, 10, 1, [6, 18]], [70, 15, 1, [6, 22]],
  [100, 20, 1, [6, 26]], [134, 26, 1, [6, 30]], [172, 18, 2, [6, 34]], [196, 20, 2, [6, 22, 38]],
  [242, 24, 2, [6, 24, 42]], [292, 30, 2, [6, 26, 46]]];

const exponents = [], logarithms = [];
for (let i = 0, value = 1; i < 255; i++) {
  exponents[i] = exponents[i + 255] = value;
  logarithms[value] = i;
  value = value << 1 ^ (value > 127 ? 0x11d : 0);
}

const times = (a, b) => a && b ? exponents[logarithms[a] + logarithms[b]] : 0;

/** The remainder of the data divided by the generator of that degree, in GF(256). */
function correction(data, degree) {
  let generator = [1];
  for (let i = 0; i < degree; i++) {
    const next = [...generator, 0];
    generator.forEach((factor, place) => {
      next[place + 1] ^= times(factor, exponents[i]);
    });
    generator = next;
  }
  const rest = [...data, ...new Array(degree).fill(0)];
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i];
    generator.forEach((coefficient, place) => {
      rest[i + place] ^= times(coefficient, factor);
    });
  }
  return rest.slice(data.length);
}

function codewords(bytes, [all, perBlock, blocks]) {
  const room = all - perBlock * blocks;
  const bits = [0, 1, 0, 0];
  for (const byte of [bytes.length, ...bytes]) {
    for (let bit = 7; bit >= 0; bit--) {
      bits.push(byte >> bit & 1);
    }
  }
  bits.push(...new Array(Math.min(4, room * 8 - bits.length)).fill(0));
  while (bits.length % 8) {
    bits.push(0);
  }
  const data = [];
  for (let i = 0; i < bits.length; i += 8) {
    data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  }
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) {
    data.push(pad);
  }
  const parts = Array.from({ length: blocks }, (_, i) => data.slice(i * room / blocks,
    (i + 1) * room / blocks));
  const corrections = parts.map((part) => correction(part, perBlock));
  const interleaved = (lists) => lists[0].flatMap((_, i) => lists.map((list) => list[i]));
  return [...interleaved(parts), ...interleaved(corrections)];
}

/** Value and its BCH remainder, as format and version are written. */
function protectedBits(value, generator, extra) {
  let rest = value << extra;
  const degree = 31 - Math.clz32(generator);
  for (let bit = 31 - Math.clz32(rest || 1); bit >= degree; bit--) {
    if (rest >> bit & 1) {
      rest ^= generator << (bit - degree);
    }
  }
  return value << extra | rest;
}

class Matrix {
  constructor(version) {
    this.size = 17 + 4 * version;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(null));
    this.version = version;
    for (let i = 8; i < this.size - 8; i++) {
      this.dark[6][i] = this.dark[i][6] = i % 2 === 0;
    }
    for (const [row, column] of [[3, 3], [3, this.size - 4], [this.size - 4, 3]]) {
      this.ring(row, column, 4, [0, 1, 3]);
    }
    const places = versions[version - 1][3];
    for (const row of places) {
      for (const column of places) {
        const isCorner = [[6, 6], [6, this.size - 7], [this.size - 7, 6]]
          .some(([r, c]) => r === row && c === column);
        if (!isCorner) {
          this.ring(row, column, 2, [0, 2]);
        }
      }
    }
    this.writeInformation(0);
  }

  ring(row, column, radius, dark) {
    for (let r = -radius; r <= radius; r++) {
      for (let c = -radius; c <= radius; c++) {
        if (this.dark[row + r]?.[column + c] !== undefined) {
          this.dark[row + r][column + c] = dark.includes(Math.max(Math.abs(r), Math.abs(c)));
        }
      }
    }
  }

  writeInformation(mask) {
    const format = protectedBits(1 << 3 | mask, 0x537, 10) ^ 0x5412;
    const n = this.size;
    for (let i = 0; i < 15; i++) {
      const bit = Boolean(format >> i & 1);
      const down = i < 6 ? i : i < 8 ? i + 1 : n - 15 + i;
      const across = i < 8 ? n - 1 - i : i === 8 ? 7 : 14 - i;
      this.dark[down][8] = this.dark[8][across] = bit;
    }
    this.dark[n - 8][8] = true;
    if (this.version >= 7) {
      const version = protectedBits(this.version, 0x1f25, 12);
      for (let i = 0; i < 18; i++) {
        const row = Math.floor(i / 3), column = n - 11 + i % 3;
        this.dark[row][column] = this.dark[column][row] = Boolean(version >> i & 1);
      }
    }
  }

  writeData(words) {
    const isMask = (row, column) => (row + column) % 2 === 0;
    let next = 0;
    for (let right = this.size - 1; right > 0; right -= 2) {
      right -= right === 6 ? 1 : 0;
      const isUp = (right + 1 & 2) === 0;
      for (let i = 0; i < this.size; i++) {
        const row = isUp ? this.size - 1 - i : i;
        for (const column of [right, right - 1]) {
          if (this.dark[row][column] === null) {
            const bit = words[next >> 3] >> (7 - (next & 7)) & 1;
            this.dark[row][column] = Boolean(bit) !== isMask(row, column);
            next++;
          }
        }
      }
    }
  }
}

/** The rows of a code for the text, true where it is dark; nothing if it is too long. */
export function qrMatrix(text) {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + versions.findIndex(([all, perBlock, blocks]) =>
    bytes.length + 2 <= all - perBlock * blocks);
  if (version === 0) {
    return null;
  }
  const matrix = new Matrix(version);
  matrix.writeData(codewords(bytes, versions[version - 1]));
  return matrix.dark;
}

/** The code as a picture, with the margin that readers need. */
export function qrCode(text) {
  const rows = qrMatrix(text);
  if (!rows) {
    return null;
  }
  const name = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(name, "svg");
  const size = rows.length + 8;
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("class", "code");
  picture.setAttribute("aria-hidden", "true"); // The link stands beside it.
  const path = document.createElementNS(name, "path");
  path.setAttribute("d", rows.flatMap((row, r) => row.map((isDark, c) =>
    isDark ? `M${c + 4} ${r + 4}h1v1h-1z` : "")).join(""));
  picture.append(path);
  return picture;
}
