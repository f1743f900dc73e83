/* Draws every [data-chart] with ECharts (SVG) from the option that the attribute holds.

   The options come whole from the server: no numbers are made here. Colours are tokens
   ("var(--c1)"), so both themes and print follow the stylesheet without a redraw. A chart
   redraws when its own width changes; the option's `media` rules hold the phone layout.
   T on a focused chart opens the same data as a table. */
(() => {
  "use strict";
  const drawn = new WeakMap();

  const font = (element) => getComputedStyle(element).fontFamily;

  /* The words of the ticks are the server's too: in the viewer's language, one a step of the scale. */
  const spell = (axis) => {
    const words = axis?.axisLabel?.words;
    if (!words) return;
    axis.axisLabel.formatter = (value) => words[Math.round((value - axis.min) / axis.interval)] ?? "";
  };

  const draw = (element) => {
    if (drawn.has(element)) return;
    element.replaceChildren(); // the skeleton
    const chart = made(element);
    if (!chart) return;
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    drawn.set(element, { chart, watch });
  };

  const made = (element) => {
    try {
      const option = JSON.parse(element.dataset.chart);
      spell(option.baseOption?.yAxis);
      const chart = echarts.init(element, null, { renderer: "svg" });
      chart.setOption({ textStyle: { fontFamily: font(element) } });
      chart.setOption(option);
      return chart;
    } catch (error) {
      console.error(error);
      const told = document.createElement("p");
      told.className = "notice watch";
      told.textContent = element.dataset.failed || "";
      element.replaceChildren(told);
      element.classList.add("failed");
      return null;
    }
  };

  const drawAll = (root) => root.querySelectorAll("[data-chart]").forEach(draw);

  const forget = (root) => {
    if (!(root instanceof Element)) return; // htmx cleans up nodes of text, too
    const charts = [...root.querySelectorAll("[data-chart]")];
    if (root.matches("[data-chart]")) charts.push(root);
    charts.forEach((element) => {
      const known = drawn.get(element);
      if (!known) return;
      known.watch.disconnect();
      known.chart.dispose();
      drawn.delete(element);
    });
  };

  const table = (element) => element.closest("[data-chart-figure]")?.querySelector("details");

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "t" || event.ctrlKey || event.metaKey || event.altKey) return;
    const figure = event.target.closest?.("[data-chart-figure]");
    if (!figure || event.target.matches("input, select, textarea")) return;
    const data = table(figure);
    if (!data) return;
    data.open = !data.open;
    if (data.open) data.querySelector("summary").focus();
    event.preventDefault();
  });

  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("[data-chart-figure] details").forEach((data) => { data.open = true; });
  });

  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:beforeCleanupElement", (event) => forget(event.target));
  document.addEventListener("htmx:afterSettle", () => drawAll(document));
})();
