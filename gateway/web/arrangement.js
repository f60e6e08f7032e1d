/**
 * Where tiles stand in a given rectangle: large ones take what they can, small ones line up beside or below them, or
 * share everything when nothing is large. What finds no room is counted in one last small tile. Pure; all in CSS pixels.
 */

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/**
 * @typedef {object} Arrangement
 * @property {Box[]} large
 * @property {Box[]} small  as many as have room
 * @property {Box | null} rest  the place of the count of those who have none
 */

export const GAP = 8;
const WIDEST = 16 / 9;
const NARROWEST = 4 / 5;
const LEAST = { width: 84, height: 70 };
const LEAST_COLUMN = 104;
/** Height of a small tile beside or below large ones, by its width. */
const FACE = 3 / 4;

/**
 * @param {{width: number, height: number}} room
 * @param {number} large  how many
 * @param {number} small  how many
 * @returns {Arrangement}
 */
export function arrange(room, large, small) {
  const all = { x: 0, y: 0, ...room };
  if (large === 0) return { large: [], ...counted(all, small, (many) => grid(all, many, NARROWEST)) };
  if (small === 0) return { large: grid(all, large, 0), small: [], rest: null };
  // A row below would leave those who must be large nothing to be large in.
  const flat = room.height < 3 * LEAST.height;
  const beside = flat || (room.width > room.height * 1.2 && room.width >= 480);
  const { main, strip, columns } = beside ? columnsBeside(all, small) : rowBelow(all);
  return { large: grid(main, large, 0), ...counted(strip, small, (many) => line(strip, many, columns)) };
}

/**
 * One column or two, as wide as lets everybody in.
 * @param {Box} all
 * @param {number} small
 */
function columnsBeside(all, small) {
  const most = all.width >= 900 ? 2 : 1;
  let [columns, one] = [most, LEAST_COLUMN];
  for (let tried = 1; tried <= most; tried += 1) {
    const rows = Math.ceil(small / tried);
    const fits = ((all.height + GAP) / rows - GAP) / FACE;
    if (fits < LEAST_COLUMN) continue;
    [columns, one] = [tried, Math.min(fits, all.width * (tried === 1 ? 0.2 : 0.13), 240)];
    break;
  }
  const width = columns * Math.max(one, LEAST_COLUMN) + (columns - 1) * GAP;
  const main = { ...all, width: all.width - width - GAP };
  return { main, strip: { ...all, x: all.x + all.width - width, width }, columns };
}

/** @param {Box} all */
function rowBelow(all) {
  const height = Math.max(LEAST.height, Math.min(130, all.height * 0.24));
  const main = { ...all, height: all.height - height - GAP };
  return { main, strip: { ...all, y: all.y + all.height - height, height }, columns: 0 };
}

/**
 * As many boxes as `place` finds room for; the last one is for the rest, if there is one.
 * @param {Box} strip
 * @param {number} small
 * @param {(many: number) => Box[]} place
 */
function counted(strip, small, place) {
  let boxes = place(small);
  if (boxes.length === small && boxes.every(largeEnough)) return { small: boxes, rest: null };
  for (let many = small - 1; many > 1; many -= 1) {
    boxes = place(many);
    if (boxes.length === many && boxes.every(largeEnough)) break;
  }
  if (small === 1 || boxes.length < 2) return { small: [], rest: boxes[0] ?? strip };
  return { small: boxes.slice(0, -1), rest: boxes.at(-1) ?? strip };
}

/** @param {Box} box */
function largeEnough({ width, height }) {
  return width >= LEAST.width - 0.5 && height >= LEAST.height - 0.5;
}

/**
 * Equal boxes in the rows and columns that make them largest, centred.
 * @param {Box} all
 * @param {number} many
 * @param {number} narrowest  ratio below which a box gives up height; 0 for none
 * @returns {Box[]}
 */
function grid(all, many, narrowest) {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= many; columns += 1) {
    const rows = Math.ceil(many / columns);
    const cell = { width: (all.width - GAP * (columns - 1)) / columns, height: (all.height - GAP * (rows - 1)) / rows };
    const width = Math.max(0, narrowest === 0 ? cell.width : Math.min(cell.width, cell.height * WIDEST));
    const height = Math.max(0, narrowest === 0 ? cell.height : Math.min(cell.height, width / narrowest));
    // What counts is the picture that fits into the box.
    const seen = Math.min(width, height * WIDEST) * Math.min(height, width / NARROWEST);
    if (seen > Math.min(best.width, best.height * WIDEST) * Math.min(best.height, best.width / NARROWEST)) {
      best = { columns, width, height };
    }
  }
  return rowsOf(all, many, best);
}

/**
 * @param {Box} all
 * @param {number} many
 * @param {{columns: number, width: number, height: number}} shape
 * @returns {Box[]}
 */
function rowsOf(all, many, { columns, width, height }) {
  const rows = Math.ceil(many / columns);
  const top = all.y + (all.height - rows * height - (rows - 1) * GAP) / 2;
  return Array.from({ length: many }, (_, place) => {
    const row = Math.floor(place / columns);
    const inRow = Math.min(columns, many - row * columns);
    const left = all.x + (all.width - inRow * width - (inRow - 1) * GAP) / 2;
    return { x: left + (place % columns) * (width + GAP), y: top + row * (height + GAP), width, height };
  });
}

/**
 * Small tiles one after the other, down their columns or along a row.
 * @param {Box} strip
 * @param {number} many
 * @param {number} columns  0 for a row
 * @returns {Box[]}
 */
function line(strip, many, columns) {
  const down = columns > 0;
  const width = down ? (strip.width - GAP * (columns - 1)) / columns : Math.min(strip.height / FACE, 170);
  const height = down ? width * FACE : strip.height;
  const room = down
    ? columns * Math.floor((strip.height + GAP + 0.5) / (height + GAP))
    : Math.floor((strip.width + GAP) / (width + GAP));
  return Array.from({ length: Math.min(many, Math.max(1, room)) }, (_, place) => {
    const [column, row] = down ? [place % columns, Math.floor(place / columns)] : [place, 0];
    return { x: strip.x + column * (width + GAP), y: strip.y + row * (height + GAP), width, height };
  });
}
