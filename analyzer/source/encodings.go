package source

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// A codec is an encoding that a coding line may name.
type codec struct {
	name    string            // Python's own name for it
	decoder encoding.Encoding // nil: its bytes are UTF-8 already
	aliases string            // from Lib/encodings/aliases.py, separated by spaces
}

// codecs is what CPython reads that golang.org/x/text reads too. UTF-16 and
// UTF-32 are missing on purpose: Python refuses them in source files.
var codecs = []codec{
	{"utf-8", nil, "utf_8 u8 utf utf8 utf8_ucs2 utf8_ucs4 cp65001 utf_8_sig"},
	{"ascii", nil, "646 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii"},
	{"latin-1", charmap.ISO8859_1, "latin_1 iso_latin_1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1"},
	{"iso8859-2", charmap.ISO8859_2, "iso8859_2 csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2"},
	{"iso8859-3", charmap.ISO8859_3, "iso8859_3 csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3"},
	{"iso8859-4", charmap.ISO8859_4, "iso8859_4 csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4"},
	{"iso8859-5", charmap.ISO8859_5, "iso8859_5 csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144"},
	{"iso8859-7", charmap.ISO8859_7, "iso8859_7 csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 iso_8859_7_1987 iso_ir_126"},
	{"iso8859-8", charmap.ISO8859_8, "iso8859_8 csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138"},
	{"iso8859-9", charmap.ISO8859_9, "iso8859_9 csisolatin5 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5"},
	{"iso8859-10", charmap.ISO8859_10, "iso8859_10 csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6"},
	{"iso8859-13", charmap.ISO8859_13, "iso8859_13 iso_8859_13 l7 latin7"},
	{"iso8859-14", charmap.ISO8859_14, "iso8859_14 iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8"},
	{"iso8859-15", charmap.ISO8859_15, "iso8859_15 iso_8859_15 l9 latin9"},
	{"iso8859-16", charmap.ISO8859_16, "iso8859_16 iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10"},
	{"cp437", charmap.CodePage437, "437 cspc8codepage437 ibm437"},
	{"cp850", charmap.CodePage850, "850 cspc850multilingual ibm850"},
	{"cp852", charmap.CodePage852, "852 cspcp852 ibm852"},
	{"cp855", charmap.CodePage855, "855 csibm855 ibm855"},
	{"cp866", charmap.CodePage866, "866 csibm866 ibm866"},
	{"cp1250", charmap.Windows1250, "1250 windows_1250"},
	{"cp1251", charmap.Windows1251, "1251 windows_1251"},
	{"cp1252", charmap.Windows1252, "1252 windows_1252"},
	{"cp1253", charmap.Windows1253, "1253 windows_1253"},
	{"cp1254", charmap.Windows1254, "1254 windows_1254"},
	{"cp1255", charmap.Windows1255, "1255 windows_1255"},
	{"cp1256", charmap.Windows1256, "1256 windows_1256"},
	{"cp1257", charmap.Windows1257, "1257 windows_1257"},
	{"cp1258", charmap.Windows1258, "1258 windows_1258"},
	{"cp874", charmap.Windows874, "tis_620 tis620 tis_620_0 tis_620_2529_0 tis_620_2529_1 iso_ir_166 iso8859_11 iso_8859_11 thai"},
	{"koi8-r", charmap.KOI8R, "koi8_r cskoi8r"},
	{"koi8-u", charmap.KOI8U, "koi8_u"},
	{"mac-roman", charmap.Macintosh, "mac_roman macintosh macroman"},
	{"mac-cyrillic", charmap.MacintoshCyrillic, "mac_cyrillic maccyrillic"},
	{"gb2312", simplifiedchinese.GBK, "chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 x_mac_simp_chinese"},
	{"gbk", simplifiedchinese.GBK, "936 cp936 ms936"},
	{"gb18030", simplifiedchinese.GB18030, "gb18030_2000"},
	{"hz", simplifiedchinese.HZGB2312, "hzgb hz_gb hz_gb_2312"},
	{"big5", traditionalchinese.Big5, "big5_tw csbig5 x_mac_trad_chinese cp950 950 ms950 big5hkscs big5_hkscs hkscs"},
	{"shift_jis", japanese.ShiftJIS, "csshiftjis shiftjis sjis s_jis x_mac_japanese"},
	{"cp932", japanese.ShiftJIS, "932 ms932 mskanji ms_kanji windows_31j"},
	{"euc_jp", japanese.EUCJP, "eucjp ujis u_jis"},
	{"iso2022_jp", japanese.ISO2022JP, "csiso2022jp iso2022jp iso_2022_jp"},
	{"euc_kr", korean.EUCKR, "euckr korean ksc5601 ks_c_5601 ks_c_5601_1987 ksx1001 ks_x_1001 x_mac_korean"},
	{"cp949", korean.EUCKR, "949 ms949 uhc"},
}

// lookup finds the encoding that a coding line names, as codecs.lookup and
// CPython's tokenizer do: case and punctuation do not count, and whatever
// follows "utf-8-" or "latin-1-" (as in Emacs' "utf-8-unix") is ignored.
func lookup(name string) (decoder encoding.Encoding, canonical string, ok bool) {
	key := normalise(name)
	for _, prefix := range []string{"utf_8", "latin_1", "iso_8859_1", "iso_latin_1"} {
		if strings.HasPrefix(key, prefix+"_") {
			key = prefix
			break
		}
	}
	for _, c := range codecs {
		if normalise(c.name) == key {
			return c.decoder, c.name, true
		}
		for alias := range strings.SplitSeq(c.aliases, " ") {
			if alias == key {
				return c.decoder, c.name, true
			}
		}
	}
	return nil, "", false
}

// normalise is Lib/encodings' normalisation of a name.
func normalise(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.')
	})
	return strings.Join(words, "_")
}
