"""The only place that knows wechatpy. The library is dormant, and its faults (L-01..L-15) end here."""
