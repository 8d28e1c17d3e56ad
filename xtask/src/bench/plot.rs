//! Draws a plot as SVG, for the row `growth`: panels side by side, with logarithmic axes and one line per series.

use std::fmt::Write;

/// One line of a panel.
pub(super) struct Series {
    /// Its label.
    pub(super) label: &'static str,
    /// Its points: positive coordinates, from left to right.
    pub(super) points: Vec<(f64, f64)>,
}

/// One panel of the plot.
pub(super) struct Panel {
    /// The quantity on the vertical axis.
    pub(super) title: &'static str,
    /// Its lines.
    pub(super) series: Vec<Series>,
}

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 48.0;
const COLOURS: [&str; 3] = ["#0072b2", "#d55e00", "#009e73"];

/// A logarithmic axis between two powers of ten.
struct Axis {
    low: i32,
    high: i32,
    start: f64,
    end: f64,
}

impl Axis {
    fn new(values: impl Iterator<Item = f64>, start: f64, end: f64) -> Self {
        let (low, high) =
            values.map(f64::log10).fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let low = low.floor() as i32;
        Self { low, high: (high.ceil() as i32).max(low + 1), start, end }
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value.log10() - f64::from(self.low)) / f64::from(self.high - self.low);
        self.start + share * (self.end - self.start)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.low..=self.high).map(|power| 10_f64.powi(power))
    }
}

/// Draws the panels as one SVG document.
pub(super) fn draw(horizontal: &str, panels: &[Panel]) -> String {
    let width = WIDTH * panels.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<rect width=\"{width}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = writeln!(out, "<g transform=\"translate({} 0)\">", WIDTH * index as f64);
        let _ = draw_panel(&mut out, horizontal, panel);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn draw_panel(out: &mut String, horizontal: &str, panel: &Panel) -> std::fmt::Result {
    let points = || panel.series.iter().flat_map(|series| &series.points);
    let x = Axis::new(points().map(|point| point.0), LEFT, WIDTH - RIGHT);
    let y = Axis::new(points().map(|point| point.1), HEIGHT - BOTTOM, TOP);
    writeln!(out, "<text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{}</text>", panel.title)?;
    for tick in y.ticks() {
        let at = y.at(tick);
        writeln!(out, "<path d=\"M{LEFT} {at:.1}H{}\" stroke=\"#dddddd\"/>", WIDTH - RIGHT)?;
        writeln!(out, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>", LEFT - 6.0, at + 4.0, number(tick))?;
    }
    for tick in x.ticks() {
        let (at, base) = (x.at(tick), HEIGHT - BOTTOM);
        writeln!(out, "<path d=\"M{at:.1} {base}v4\" stroke=\"#666666\"/>")?;
        writeln!(out, "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>", base + 18.0, number(tick))?;
    }
    let (middle, bottom) = ((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8.0);
    writeln!(out, "<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\">{horizontal}</text>")?;
    for (index, (series, colour)) in panel.series.iter().zip(COLOURS.iter().cycle()).enumerate() {
        let line: Vec<String> =
            series.points.iter().map(|point| format!("{:.1},{:.1}", x.at(point.0), y.at(point.1))).collect();
        writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            line.join(" ")
        )?;
        for point in &series.points {
            writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>",
                x.at(point.0),
                y.at(point.1)
            )?;
        }
        // The legend is in the upper left corner, which growing lines do not cross.
        let (left, top) = (LEFT + 10.0, TOP + 14.0 + 16.0 * index as f64);
        writeln!(out, "<path d=\"M{left} {}h18\" stroke=\"{colour}\" stroke-width=\"2\"/>", top - 4.0)?;
        writeln!(out, "<text x=\"{}\" y=\"{top}\">{}</text>", left + 24.0, series.label)?;
    }
    Ok(())
}

/// Formats `1000000` as `1,000,000`, and `0.1` unchanged.
fn number(value: f64) -> String {
    if value < 1.0 {
        return format!("{value}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
