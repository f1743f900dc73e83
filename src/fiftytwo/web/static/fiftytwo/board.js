/* The day board's keys: one cell is in the tab order, arrows move it (roving tabindex).

   Left and right go to the neighbouring half-hour of the same person, up and down to the person
   above and below, Home and End to the ends of the row, Control with them to the first and last
   person. Everything else works without script. */
(() => {
  "use strict";

  const rowsOf = (board) =>
    [...board.querySelectorAll("tr")]
      .map((row) => [...row.querySelectorAll("td.cell")])
      .filter((cells) => cells.length);

  const nearest = (cells, place) =>
    cells.reduce((best, cell) =>
      Math.abs(cell.cellIndex - place) < Math.abs(best.cellIndex - place) ? cell : best);

  const target = (event, rows, y, x) => {
    const place = rows[y][x].cellIndex;
    const far = event.ctrlKey;
    switch (event.key) {
      case "ArrowLeft": return rows[y][x - 1];
      case "ArrowRight": return rows[y][x + 1];
      case "ArrowUp": return rows[y - 1] && nearest(rows[y - 1], place);
      case "ArrowDown": return rows[y + 1] && nearest(rows[y + 1], place);
      case "Home": return far ? rows[0][0] : rows[y][0];
      case "End": return far ? rows.at(-1).at(-1) : rows[y].at(-1);
      default: return undefined;
    }
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("td.cell");
    const board = cell?.closest("table.board");
    if (!board) return;
    const rows = rowsOf(board);
    const y = rows.findIndex((cells) => cells.includes(cell));
    const next = target(event, rows, y, rows[y].indexOf(cell));
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const print = event.target.closest?.("[data-print]");
    if (print) window.print();
  });
})();
