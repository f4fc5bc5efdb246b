/// The look of a report.
enum ReportStyle {
    /// Number of class colours in the style sheet; further classes use them again.
    static let classColours = 6

    static let css = """
        :root{color-scheme:light dark;--paper:#faf9f6;--card:#fff;--ink:#1c2433;--soft:#667085;--rule:#e4e2dc;
        --right:#2f6f8f;--wrong:#c2543d;--class0:#2f66b8;--class1:#b9721a;--class2:#2e8b6a;--class3:#8a4fb0;
        --class4:#b03a5b;--class5:#5f6b7a}
        @media (prefers-color-scheme:dark){:root{--paper:#10141d;--card:#171d29;--ink:#e6e9ef;--soft:#98a2b3;
        --rule:#2a3242;--right:#4fa3c7;--wrong:#e07a5f;--class0:#7fb0f5;--class1:#eab464;--class2:#6fcfa8;
        --class3:#c79be6;--class4:#ef8fa8;--class5:#aab4c2}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);
        font:16px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        .wide{max-width:1080px;margin:0 auto;padding:0 24px}
        header{background:radial-gradient(120% 160% at 85% 0,#24407a 0,#14203d 45%,#0a1020 100%);color:#f2f5fb}
        header .wide{display:flex;align-items:center;justify-content:space-between;gap:32px;padding-top:36px;
        padding-bottom:36px}
        h1{font-size:30px;line-height:1.2;font-weight:650;letter-spacing:-.01em;margin:0;overflow-wrap:anywhere}
        header p{margin:10px 0 0;color:#b9c6e0;max-width:60ch}
        header svg{flex:none;width:250px;height:auto}
        h2{font-size:22px;font-weight:650;letter-spacing:-.01em;margin:44px 0 4px;overflow-wrap:anywhere}
        h3{font-size:16px;font-weight:650;margin:32px 0 12px}
        .set{color:var(--soft);margin:0 0 16px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:14px;margin-bottom:18px}
        .tile,.plots figure,table,.mistakes figure,.figures figure{background:var(--card);border:1px solid var(--rule);
        border-radius:10px}
        .tile{padding:14px 18px;display:flex;flex-direction:column}
        .tile span{color:var(--soft);font-size:14px}
        .tile strong{font-size:30px;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
        .tile em{font-style:normal;color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums}
        figure{margin:0}
        .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:14px;margin-bottom:18px}
        .plots figure{padding:14px 14px 10px}
        .plots figcaption{color:var(--soft);font-size:14px;text-align:center}
        .plot{display:block;width:100%;height:auto;font-size:11.5px;fill:var(--ink)}
        .plot .grid{stroke:var(--rule)}.plot .diagonal{stroke:var(--soft);stroke-dasharray:4 4;opacity:.7}
        .plot .line{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round}
        .plot .area{fill:var(--c);opacity:.12}.plot .dot{fill:var(--c);stroke:var(--card);stroke-width:1.5}
        .plot .error{stroke:var(--c);stroke-width:1.4;opacity:.65}.plot .bar{fill:var(--soft);opacity:.22}
        .plot .tick{fill:var(--soft);font-size:10.5px}.plot .axis{fill:var(--soft)}.plot .name{font-weight:600}
        .plot .count{font-size:22px;font-weight:650}.plot .share{font-size:12px}.plot .on{fill:var(--card)}
        table{border-collapse:separate;border-spacing:0;width:100%;margin-bottom:14px;overflow:hidden;
        font-variant-numeric:tabular-nums}
        th,td{padding:8px 16px;text-align:right;border-top:1px solid var(--rule)}
        th:first-child,td:first-child{text-align:left;color:var(--soft)}
        thead th{border-top:0;font-weight:600;font-size:14px}
        .notes{color:var(--wrong);padding-left:20px;margin:0 0 16px}
        .mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(152px,1fr));gap:14px}
        .mistakes figure{overflow:hidden;break-inside:avoid}
        .mistakes img,.empty{display:block;width:100%;aspect-ratio:1;object-fit:contain;background:#05070c}
        .empty{color:#8b97ad;font-size:12px;padding:12px;overflow:hidden;overflow-wrap:anywhere}
        .mistakes figcaption{padding:8px 12px 10px;font-size:13px;display:flex;flex-direction:column;gap:3px}
        .mistakes figcaption>span{display:flex;gap:.35em;align-items:baseline}
        .mistakes i{font-style:normal;white-space:nowrap;margin-left:auto;color:var(--soft);font-variant-numeric:tabular-nums}
        .mistakes figcaption .id{display:block;color:var(--soft);overflow:hidden;text-overflow:ellipsis;
        white-space:nowrap;font-size:11px}
        .meter{height:4px;background:var(--rule);border-radius:2px;overflow:hidden}
        .meter u{display:block;height:4px}
        .figures{display:grid;gap:18px;margin-top:40px}
        .figures figure{padding:14px}.figures img{display:block;max-width:100%;margin:0 auto;border-radius:6px}
        .figures figcaption{margin-top:10px;color:var(--soft);text-align:center}
        footer{margin-top:48px;border-top:1px solid var(--rule);padding-bottom:40px;font-size:14px}
        footer h2{font-size:16px;margin:24px 0 10px}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:0}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;
        font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
        @media (max-width:640px){header svg{display:none}th,td{padding:6px 8px;font-size:13px}}
        @media print{body{background:#fff}header{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """

    /// Hubble's tuning fork: ellipticals on the handle, spirals along one prong, barred spirals along the other.
    static let fork: String = {
        func spiral(_ x: Int, _ y: Int, _ turn: Int, barred: Bool) -> String {
            let arm =
                barred
                ? "M-5 0H5M5 0C8 7 1 12 -7 10M-5 0C-8 -7 -1 -12 7 -10"
                : "M0 0C6 -3 9 3 3 7C-3 10 -10 6 -11 -1M0 0C-6 3 -9 -3 -3 -7C3 -10 10 -6 11 1"
            return "<g transform=\"translate(\(x) \(y)) rotate(\(turn)) scale(1.25)\"><path d=\"\(arm)\"/>"
                + "<circle r=\"2.2\" fill=\"#ffe3b0\" stroke=\"none\"/></g>"
        }
        let ellipses = [(16, 11), (48, 8), (80, 5)].map { x, height in
            "<ellipse cx=\"\(x)\" cy=\"60\" rx=\"12\" ry=\"\(height)\" fill=\"#f0c27b\" fill-opacity=\".85\" stroke=\"none\"/>"
        }
        let spirals = [(146, 34), (186, 25), (226, 16)].enumerated().map { number, place in
            spiral(place.0, place.1, 20 * number, barred: false)
                + spiral(place.0, 120 - place.1, -15 * number, barred: true)
        }
        return "<svg viewBox=\"0 0 250 120\" aria-hidden=\"true\" fill=\"none\" stroke=\"#9cc3ff\" stroke-width=\"2\" "
            + "stroke-linecap=\"round\"><path d=\"M98 60H110L132 39M110 60L132 81\" stroke=\"#5f79ad\"/>"
            + ellipses.joined() + spirals.joined() + "</svg>"
    }()
}
