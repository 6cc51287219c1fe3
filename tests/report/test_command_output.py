from sim.report.command_output import with_output


def test_a_block_is_filled_with_what_the_command_prints():
    text = "# Head\n<!-- begin output: sim --version -->\nstale\n<!-- end output -->\ntail\n"
    filled = with_output(text)
    assert "stale" not in filled
    assert filled.startswith("# Head\n<!-- begin output: sim --version -->\n```text\nsim ")
    assert filled.endswith("```\n<!-- end output -->\ntail\n")
    assert with_output(filled) == filled
