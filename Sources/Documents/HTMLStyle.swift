/// How a page looks: on a light and a dark screen, on a narrow one, and on paper.
///
/// The first series of a chart have the colours of Okabe and Ito, lightened on a dark ground. Every colour
/// stands out from the ground by 3 to 1 at least. Series with the same dashes are 12 units of CAM02-UCS or
/// more from each other for people without one of the three kinds of cones, the first two series 45 or more
/// (colorspacious 1.1, severity 100). The text has no `<` and no `&`, so it may stand in the page as it is.
enum HTMLStyle {
    static let text = """
        :root{color-scheme:light dark;--bg:#fff;--ink:#1b1b1b;--dim:#595959;--rule:#d4d4d4;--soft:#f4f4f4;
        --alert:#b00020;--warning:#8a5a00;--notice:#005f86;
        --s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b0538d;--s4:#6f7f8f;--s5:#7a4a00;--s6:#222;--s7:#2a3a9a}
        @media screen and (prefers-color-scheme:dark){:root{--bg:#16181b;--ink:#e8e8e8;--dim:#a3a3a3;
        --rule:#3d4045;--soft:#212428;--alert:#ff7b88;--warning:#f0b454;--notice:#6cc5ee;
        --s0:#56b4e9;--s1:#ff8c42;--s2:#22c79b;--s3:#e59cc5;--s4:#9aa0a6;--s5:#f0e442;--s6:#fff;--s7:#8a7fff}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:62rem;background:var(--bg);color:var(--ink);
        font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        h1{font-size:1.5rem;line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
        h2{font-size:1.1rem;margin:2rem 0 .5rem;overflow-wrap:anywhere}
        p{margin:.5rem 0;overflow-wrap:anywhere}
        .at,.none,.why,figcaption,summary,.parameters,.definitions{color:var(--dim)}
        .findings{list-style:none;padding:0;margin:1rem 0}
        .findings li{border-left:4px solid;padding:.35rem .7rem;margin:.4rem 0;background:var(--soft)}
        .findings p{margin:0;color:var(--ink)}
        .findings strong{text-transform:uppercase;font-size:.75rem;letter-spacing:.05em;color:inherit}
        .findings .alert{border-color:var(--alert);color:var(--alert)}
        .findings .warning{border-color:var(--warning);color:var(--warning)}
        .findings .notice{border-color:var(--notice);color:var(--notice)}
        code{font:.85em ui-monospace,"SF Mono",Menlo,Consolas,monospace;color:var(--dim);
        overflow-wrap:anywhere}
        dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.15rem 1.2rem;margin:.3rem 0}
        dt{color:var(--dim);overflow-wrap:anywhere}
        dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto;margin:.4rem 0}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
        th{font-weight:600;border-bottom:1px solid var(--rule);vertical-align:bottom}
        td{border-bottom:1px solid var(--soft);max-width:40rem;overflow-wrap:break-word}
        .n{text-align:right;white-space:nowrap}
        .bar{width:9rem;min-width:6rem}
        .bar i{display:block;height:.7em;margin-top:.35em;background:var(--s0)}
        figure{margin:.4rem 0}
        svg.chart{display:block;width:100%;height:auto;max-width:46rem;font:11px system-ui,sans-serif}
        svg.chart.square{max-width:30rem}
        svg text{fill:var(--ink)}
        svg .dim{fill:var(--dim)}
        svg .name{paint-order:stroke;stroke:var(--bg);stroke-width:3px}
        .grid{stroke:var(--rule);stroke-width:.6}
        .axis{stroke:var(--dim);stroke-width:1}
        .diagonal,.marker{stroke:var(--dim);stroke-width:1;stroke-dasharray:4 3}
        .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
        .area{fill:currentColor;fill-opacity:.22;stroke:currentColor;stroke-width:1.6}
        .band{fill:currentColor;fill-opacity:.15;stroke:none}
        .whisker{stroke:currentColor;stroke-width:1.4;fill:none}
        .dot{fill:currentColor;stroke:none}
        .hover{fill:transparent;stroke:none}
        .hover:hover{fill:var(--dim);fill-opacity:.12}
        .s0{color:var(--s0)}.s1{color:var(--s1)}.s2{color:var(--s2)}.s3{color:var(--s3)}
        .s4{color:var(--s4)}.s5{color:var(--s5)}.s6{color:var(--s6)}.s7{color:var(--s7)}
        .s1 .stroke,.s5 .stroke{stroke-dasharray:8 3}.s2 .stroke,.s6 .stroke{stroke-dasharray:2 2}
        .s3 .stroke,.s7 .stroke{stroke-dasharray:9 3 2 3}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.3rem 0}
        .legend li{overflow-wrap:anywhere}
        .legend svg{width:26px;height:10px;margin-right:.4rem;vertical-align:middle}
        summary{cursor:pointer}
        @media print{body{max-width:none;padding:0;font-size:11px}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        figure,li,tr,.findings li{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}
        details::details-content{content-visibility:visible;block-size:auto}}
        """
}
