//! What PDF/A-2b asks for beyond plain PDF: the metadata packet and a colour
//! profile for what "black" means.

use lopdf::{Dictionary, Object, Stream};

use super::book::{Book, Cover};

/// Adds both to a catalog.
pub(super) fn complete(
    book: &mut Book<'_>,
    catalog: &mut Dictionary,
    cover: &Cover<'_>,
    producer: &str,
) {
    let packet = metadata(cover, producer).into_bytes();
    let mut kind = Dictionary::new();
    kind.set("Type", Object::Name(b"Metadata".to_vec()));
    kind.set("Subtype", Object::Name(b"XML".to_vec()));
    // Archives search the packet without unpacking it.
    let metadata = book.add(&Object::Stream(Stream::new(kind, packet)));
    catalog.set("Metadata", Object::Reference((metadata, 0)));

    let mut kind = Dictionary::new();
    kind.set("N", 3);
    let profile = book.add(&Object::Stream(Stream::new(kind, srgb())));
    let mut intent = Dictionary::new();
    intent.set("Type", Object::Name(b"OutputIntent".to_vec()));
    intent.set("S", Object::Name(b"GTS_PDFA1".to_vec()));
    intent.set("OutputConditionIdentifier", Object::string_literal("sRGB"));
    intent.set("Info", Object::string_literal("sRGB IEC61966-2.1"));
    intent.set("DestOutputProfile", Object::Reference((profile, 0)));
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
}

fn metadata(cover: &Cover<'_>, producer: &str) -> String {
    let escaped = cover
        .title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let date = cover.created.format("%Y-%m-%dT%H:%M:%S%:z");
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n\
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n\
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{escaped}</rdf:li></rdf:Alt></dc:title>\n\
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
<xmp:CreatorTool>{producer}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>\n\
</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

/// A minimal sRGB profile (ICC.1:2001-04, three primaries and one gamma).
fn srgb() -> Vec<u8> {
    // s15Fixed16 numbers of IEC 61966-2-1 adapted to D50.
    const WHITE: [u32; 3] = [0xf6d6, 0x1_0000, 0xd32d];
    const RED: [u32; 3] = [0x6fa2, 0x38f5, 0x0390];
    const GREEN: [u32; 3] = [0x6299, 0xb785, 0x18da];
    const BLUE: [u32; 3] = [0x24a0, 0x0f84, 0xb6cf];
    let curve = [
        &b"curv\0\0\0\0"[..],
        &1_u32.to_be_bytes(),
        &[0x02, 0x33, 0, 0],
    ]
    .concat();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", description("sRGB")),
        (
            b"cprt",
            [&b"text\0\0\0\0"[..], b"No copyright\0\0\0\0"].concat(),
        ),
        (b"wtpt", xyz(WHITE)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = 9_u32.to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = 128 + 4 + 12 * 9;
    for (name, bytes) in tags {
        let offset = u32::try_from(start + data.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        table.extend_from_slice(name);
        table.extend(offset.to_be_bytes());
        table.extend(length.to_be_bytes());
        data.extend(bytes);
    }
    let size = u32::try_from(start + data.len()).unwrap_or(u32::MAX);
    let mut header = vec![0_u8; 128];
    header[0..4].copy_from_slice(&size.to_be_bytes());
    header[8..12].copy_from_slice(&[2, 0x10, 0, 0]);
    header[12..24].copy_from_slice(b"mntrRGB XYZ ");
    header[24..36].copy_from_slice(&[0x07, 0xd1, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0]);
    header[36..40].copy_from_slice(b"acsp");
    for (index, number) in WHITE.into_iter().enumerate() {
        header[68 + index * 4..72 + index * 4].copy_from_slice(&number.to_be_bytes());
    }
    [header, table, data].concat()
}

fn xyz(numbers: [u32; 3]) -> Vec<u8> {
    let mut out = b"XYZ \0\0\0\0".to_vec();
    out.extend(numbers.into_iter().flat_map(u32::to_be_bytes));
    out
}

fn description(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len() + 1).unwrap_or(1);
    let mut out = b"desc\0\0\0\0".to_vec();
    out.extend(length.to_be_bytes());
    out.extend(text.bytes());
    // The end of the text, then an empty Unicode and an empty Macintosh name.
    out.extend([0; 1 + 8 + 3 + 67]);
    out.resize(out.len().next_multiple_of(4), 0);
    out
}
