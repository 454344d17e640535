//! A cell's look in the writer's words.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::look::Style;

/// One character above the other, as the format and as the writer count it.
const STACKED: u8 = 255;
const STACKED_OUT: i16 = 270;

/// The format of a style.
pub(super) fn format_of(style: &Style) -> Format {
    let mut format = Format::new();
    if let Some(font) = style.font.as_deref().filter(|font| !font.is_empty()) {
        format = format.set_font_name(font);
    }
    if let Some(size) = style.size {
        format = format.set_font_size(size);
    }
    if style.bold {
        format = format.set_bold();
    }
    if style.italic {
        format = format.set_italic();
    }
    if style.underline {
        format = format.set_underline(FormatUnderline::Single);
    }
    if style.strike {
        format = format.set_font_strikethrough();
    }
    if let Some(colour) = style.colour {
        format = format.set_font_color(Color::RGB(colour));
    }
    if let Some(colour) = style.fill {
        format = format.set_background_color(Color::RGB(colour));
    }
    if !style.number_format.is_empty() {
        format = format.set_num_format(&style.number_format);
    }
    aligned(lined(format, style), style)
}

fn lined(format: Format, style: &Style) -> Format {
    let [left, right, top, bottom] = &style.lines;
    let mut format = format
        .set_border_left(border(&left.kind))
        .set_border_right(border(&right.kind))
        .set_border_top(border(&top.kind))
        .set_border_bottom(border(&bottom.kind));
    if let Some(colour) = left.colour {
        format = format.set_border_left_color(Color::RGB(colour));
    }
    if let Some(colour) = right.colour {
        format = format.set_border_right_color(Color::RGB(colour));
    }
    if let Some(colour) = top.colour {
        format = format.set_border_top_color(Color::RGB(colour));
    }
    if let Some(colour) = bottom.colour {
        format = format.set_border_bottom_color(Color::RGB(colour));
    }
    format
}

fn border(kind: &str) -> FormatBorder {
    match kind {
        "thin" => FormatBorder::Thin,
        "medium" => FormatBorder::Medium,
        "dashed" => FormatBorder::Dashed,
        "dotted" => FormatBorder::Dotted,
        "thick" => FormatBorder::Thick,
        "double" => FormatBorder::Double,
        "hair" => FormatBorder::Hair,
        "mediumDashed" => FormatBorder::MediumDashed,
        "dashDot" => FormatBorder::DashDot,
        "mediumDashDot" => FormatBorder::MediumDashDot,
        "dashDotDot" => FormatBorder::DashDotDot,
        "mediumDashDotDot" => FormatBorder::MediumDashDotDot,
        "slantDashDot" => FormatBorder::SlantDashDot,
        _ => FormatBorder::None,
    }
}

fn aligned(format: Format, style: &Style) -> Format {
    let across = match style.across.as_str() {
        "left" => Some(FormatAlign::Left),
        "center" => Some(FormatAlign::Center),
        "right" => Some(FormatAlign::Right),
        "fill" => Some(FormatAlign::Fill),
        "justify" => Some(FormatAlign::Justify),
        "centerContinuous" => Some(FormatAlign::CenterAcross),
        "distributed" => Some(FormatAlign::Distributed),
        _ => None,
    };
    let down = match style.down.as_str() {
        "top" => Some(FormatAlign::Top),
        "center" => Some(FormatAlign::VerticalCenter),
        "justify" => Some(FormatAlign::VerticalJustify),
        "distributed" => Some(FormatAlign::VerticalDistributed),
        _ => None,
    };
    let mut format = format;
    for align in [across, down].into_iter().flatten() {
        format = format.set_align(align);
    }
    if style.wrap {
        format = format.set_text_wrap();
    }
    if style.shrink {
        format = format.set_shrink();
    }
    if style.indent > 0 {
        format = format.set_indent(style.indent);
    }
    match style.turned {
        0 => format,
        STACKED => format.set_rotation(STACKED_OUT),
        up @ 1..=90 => format.set_rotation(i16::from(up)),
        down @ 91..=180 => format.set_rotation(90 - i16::from(down)),
        _ => format,
    }
}
