"""Speed and memory, measured as ratios against the bare libraries in the same run; never timed tests."""
