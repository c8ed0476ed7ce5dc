//! Takes names out of what visitors load: wasm-bindgen names each function that the WebAssembly imports by what it
//! does and a hash of 16 digits, once in the WebAssembly and once in the script, and hashes do not compress.
//!
//! WebAssembly Core Specification 2.0, 5.5 (binary format: modules, import section).

use std::collections::BTreeMap;

/// The id of the import section.
const IMPORTS: u8 = 2;
/// The kind of an imported function.
const FUNCTION: u8 = 0;

/// Gives the module and its script short names for the imports; an error says what was not as expected.
pub(super) fn imports(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String), String> {
    let mut short = BTreeMap::new();
    let mut out = wasm.get(..8).ok_or("the WebAssembly is empty")?.to_vec();
    let mut rest = &wasm[8..];
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let (section, after) = split(after, length)?;
        if id == IMPORTS {
            let renamed = import_section(section, &mut short)?;
            out.push(id);
            push_number(&mut out, renamed.len());
            out.extend(renamed);
        } else {
            out.extend(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    Ok((out, in_script(script, &short)))
}

/// The section with short names, which are added to `short`.
fn import_section(section: &[u8], short: &mut BTreeMap<String, String>) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let (count, mut rest) = number(section)?;
    push_number(&mut out, count);
    for _ in 0..count {
        let (module, after) = name(rest)?;
        let (import, after) = name(after)?;
        let (&kind, after) = after.split_first().ok_or("an import has no kind")?;
        if kind != FUNCTION {
            return Err(format!("the import {import} is no function"));
        }
        let (_, next) = number(after)?;
        let kind_and_type = &after[..after.len() - next.len()];
        let number = short.len();
        let new = short
            .entry(import.to_owned())
            .or_insert_with(|| format!("_{number}"));
        for text in [module, new] {
            push_number(&mut out, text.len());
            out.extend(text.as_bytes());
        }
        out.push(kind);
        out.extend(kind_and_type);
        rest = next;
    }
    Ok(out)
}

/// The script with each of the names replaced, wherever it stands as a whole word.
fn in_script(script: &str, short: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(short.get(word).map_or(word, String::as_str));
        let end = after.find(is_word).unwrap_or(after.len());
        let (between, after) = after.split_at(end);
        out.push_str(between);
        rest = after;
    }
    out
}

/// Reads a name: its length in bytes, then UTF-8.
fn name(bytes: &[u8]) -> Result<(&str, &[u8]), String> {
    let (length, rest) = number(bytes)?;
    let (name, rest) = split(rest, length)?;
    let name = std::str::from_utf8(name).map_err(|_| "a name is not UTF-8")?;
    Ok((name, rest))
}

fn split(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8]), String> {
    bytes
        .split_at_checked(at)
        .ok_or_else(|| "the WebAssembly is cut off".into())
}

/// Reads an unsigned LEB128 number.
fn number(bytes: &[u8]) -> Result<(usize, &[u8]), String> {
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok((number, &bytes[index + 1..]));
        }
    }
    Err("a number in the WebAssembly has no end".into())
}

/// Writes an unsigned LEB128 number.
fn push_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports two functions of type 0 and has one custom section after them.
    fn module() -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let mut section = vec![2];
        for import in ["__wbg_a_0123456789abcdef", "__wbg_b_0123456789abcdef"] {
            for text in ["./app_bg.js", import] {
                push_number(&mut section, text.len());
                section.extend(text.as_bytes());
            }
            section.extend([FUNCTION, 0]);
        }
        wasm.push(IMPORTS);
        push_number(&mut wasm, section.len());
        wasm.extend(section);
        wasm.extend([0, 3, 1, b'x', 7]);
        wasm
    }

    #[test]
    fn module_and_script_get_the_same_short_names() {
        let script =
            "{__wbg_b_0123456789abcdef:function(){wasm.__wbg_b()},__wbg_a_0123456789abcdef:f}";
        let (wasm, script) = imports(&module(), script).unwrap();
        assert_eq!(script, "{_1:function(){wasm.__wbg_b()},_0:f}");
        let section = b"\x02\x0b./app_bg.js\x02_0\0\0\x0b./app_bg.js\x02_1\0\0";
        assert_eq!(
            &wasm[8..10],
            [IMPORTS, u8::try_from(section.len()).unwrap()]
        );
        assert_eq!(&wasm[10..10 + section.len()], section);
        assert_eq!(wasm[10 + section.len()..], [0, 3, 1, b'x', 7]);
    }

    #[test]
    fn what_is_no_module_is_told() {
        assert!(imports(b"", "").is_err());
        let cut = &module()[..30];
        assert!(imports(cut, "").unwrap_err().contains("cut off"));
    }
}
